using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Thriftscope.AspNetCore.Tests.Support;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Tests;

/// <summary>Calls that are given up.</summary>
public class TimeoutTests
{
    [Theory]
    [InlineData("tcp://127.0.0.1:0")]
    [InlineData("tcp://127.0.0.1:0?transport=framed")]
    public async Task A_late_reply_is_drained_and_the_next_call_gets_its_own(string endpoint)
    {
        GateHandler handler = new();
        await using Loopback loopback = await Loopback.StartAsync(
            GateHandler.Idl, handler, client: new ThriftClientOptions { CallTimeout = TimeSpan.FromSeconds(1) }, endpoint: endpoint);

        ThriftTransportException late = await Should.ThrowAsync<ThriftTransportException>(() => loopback.Client.CallAsync<string>("slow", "late"));
        handler.Open();
        string next = await loopback.Client.CallAsync<string>("echo", "in time").InTime();

        late.Error.ShouldBe(ThriftTransportError.TimedOut);
        late.Message.ShouldStartWith($"{loopback.Server.Endpoint} did not answer within 1 s. Nothing has come on this connection: does the server speak binary over ");
        next.ShouldBe("in time");
    }

    [Fact]
    public async Task A_late_reply_does_not_cost_the_connection()
    {
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        ThriftClientOptions options = new() { CallTimeout = TimeSpan.FromSeconds(1) };
        await using ServiceClient client = await Loopback.Load(GateHandler.Idl).ConnectAsync($"tcp://{server.LocalEndpoint}", options);
        using Socket accepted = await server.AcceptSocketAsync().InTime();

        await Should.ThrowAsync<ThriftTransportException>(() => client.CallAsync<string>("slow", "late"));
        await accepted.ReceiveAsync(new byte[100]).InTime();
        Task<string> next = client.CallAsync<string>("echo", "in time");
        await accepted.ReceiveAsync(new byte[100]).InTime();
        await accepted.SendAsync(Reply("slow", 1, "late")).InTime();
        await accepted.SendAsync(Reply("echo", 2, "in time")).InTime();

        (await next.InTime()).ShouldBe("in time");

        static byte[] Reply(string method, int sequenceId, string result) =>
            [.. RawMessage.Head(method, MessageType.Reply, sequenceId), .. RawMessage.Text(0, result), 0];
    }

    [Fact]
    public async Task A_cancelled_call_ends_at_once_and_the_next_gets_its_own_reply()
    {
        GateHandler handler = new();
        await using Loopback loopback = await Loopback.StartAsync(GateHandler.Idl, handler);
        using CancellationTokenSource cancellation = new();

        Task<string> cancelled = loopback.Client.CallAsync<string>("slow", "given up", cancellation.Token);
        await handler.Entered.InTime();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => cancelled.InTime());
        handler.Cancelled.IsCompleted.ShouldBeFalse();
        handler.Open();

        (await loopback.Client.CallAsync<string>("echo", "mine").InTime()).ShouldBe("mine");
    }

    [Fact]
    public async Task A_call_that_is_cancelled_before_it_begins_is_not_sent()
    {
        GateHandler handler = new();
        await using Loopback loopback = await Loopback.StartAsync(GateHandler.Idl, handler);

        await Should.ThrowAsync<OperationCanceledException>(() => loopback.Client.CallAsync("tell", "nothing", new CancellationToken(canceled: true)));
        await Should.ThrowAsync<OperationCanceledException>(
            () => loopback.Client.CallAsync<string>("slow", new ThriftArguments { ["text"] = "x" }, new CancellationToken(canceled: true)));

        (await loopback.Client.CallAsync<string>("echo", "first").InTime()).ShouldBe("first");
        handler.Entered.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_call_may_wait_for_ever()
    {
        GateHandler handler = new();
        await using Loopback loopback = await Loopback.StartAsync(
            GateHandler.Idl, handler, client: new ThriftClientOptions { CallTimeout = Timeout.InfiniteTimeSpan });

        Task<string> call = loopback.Client.CallAsync<string>("slow", "patient");
        await handler.Entered.InTime();
        handler.Open();

        (await call.InTime()).ShouldBe("patient");
    }

    [Fact]
    public async Task A_server_that_takes_no_more_bytes_ends_the_call_and_the_connection()
    {
        using Socket deaf = new(SocketType.Stream, ProtocolType.Tcp);
        deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        deaf.Listen();
        ThriftClientOptions options = new() { CallTimeout = TimeSpan.FromMilliseconds(500) };
        await using ServiceClient client = await Loopback.Load("service S { void take(1: binary data) }").ConnectAsync($"tcp://{deaf.LocalEndPoint}", options);

        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(() => client.CallAsync("take", new byte[64 * 1024 * 1024]));

        e.Error.ShouldBe(ThriftTransportError.TimedOut);
        e.Message.ShouldContain("did not take the request within 0.5 s");
    }

    [Fact]
    public async Task A_connection_that_can_not_be_opened_in_time_times_out()
    {
        await using SilentListener listener = await SilentListener.StartAsync();
        ThriftClientOptions options = new() { ConnectTimeout = TimeSpan.FromMilliseconds(300) };

        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(
            () => Loopback.Load(GateHandler.Idl).ConnectAsync(listener.Endpoint, options));

        e.Error.ShouldBe(ThriftTransportError.TimedOut);
        e.Message.ShouldBe($"Could not connect to {listener.Endpoint} within 0.3 s.");
    }

    [Fact]
    public async Task Callers_wait_for_one_connection_together_and_not_one_after_the_other()
    {
        await using SilentListener listener = await SilentListener.StartAsync();
        ThriftClientOptions options = new() { ConnectTimeout = TimeSpan.FromMilliseconds(300) };
        await using ServiceClient client = Loopback.Load(GateHandler.Idl).CreateClient(ThriftEndpoint.Parse(listener.Endpoint), options);
        long started = Stopwatch.GetTimestamp();

        Task<string>[] calls = [.. Enumerable.Range(0, 40).Select(_ => client.CallAsync<string>("echo", "x"))];
        foreach (Task<string> call in calls)
            (await Should.ThrowAsync<ThriftTransportException>(call)).Error.ShouldBe(ThriftTransportError.TimedOut);

        // One after the other would take 12 s.
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(6));
    }

    [Fact]
    public async Task Disposing_a_client_ends_its_connecting()
    {
        await using SilentListener listener = await SilentListener.StartAsync();
        ServiceClient client = Loopback.Load(GateHandler.Idl).CreateClient(ThriftEndpoint.Parse(listener.Endpoint), new() { ConnectTimeout = TimeSpan.FromHours(1) });
        Task<string> call = client.CallAsync<string>("echo", "x");

        await client.DisposeAsync().AsTask().InTime();

        (await Should.ThrowAsync<ThriftTransportException>(call.InTime())).Error.ShouldBe(ThriftTransportError.NotOpen);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void A_time_out_must_be_positive(int milliseconds)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new ThriftClientOptions { CallTimeout = TimeSpan.FromMilliseconds(milliseconds) });
        Should.Throw<ArgumentOutOfRangeException>(() => new ThriftClientOptions { ConnectTimeout = TimeSpan.FromMilliseconds(milliseconds) });
    }
}
