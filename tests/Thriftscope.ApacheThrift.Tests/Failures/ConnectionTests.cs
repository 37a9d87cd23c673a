using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Thrift.Protocol.Entities;
using Thrift.Transport;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Failures;

/// <summary>Connections that are not there, or not for long.</summary>
public class ConnectionTests
{
    [Fact]
    public async Task A_call_without_a_connection_is_not_open()
    {
        using Recording recording = new();
        await using Rig rig = new Rig(new Cell(Transport: TransportKind.Plain)).Start();
        Calculator.Client client = rig.NewClient();
        recording.Instrumentor.Instrument(client);

        TTransportException e = await Should.ThrowAsync<TTransportException>(client.add(1, 2).InTime());

        e.Type.ShouldBe(TTransportException.ExceptionType.NotOpen);
        Activity span = await recording.ClientSpanAsync("Calculator/add");
        span.Tag("error.type").ShouldBe("NOT_OPEN");
        span.Tag("rpc.status_code").ShouldBeNull();
        recording.Metrics.Sum("thrift.client.connections").ShouldBe(0);
    }

    [Fact]
    public async Task A_refused_connection_throws_as_ever_and_is_not_counted()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using Recording recording = new();
        using Calculator.Client client = Clients.New(port);
        recording.Instrumentor.Instrument(client);

        SocketException e = await Should.ThrowAsync<SocketException>(client.OpenTransportAsync().InTime());

        e.SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
        recording.Metrics.Sum("thrift.client.connections").ShouldBe(0);
        recording.Spans.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_connection_that_is_closed_before_the_reply_is_the_end_of_the_file()
    {
        using Recording recording = new();
        await using ScriptedServer server = new([], close: true);
        using Calculator.Client client = await server.ConnectAsync(recording);

        TTransportException e = await Should.ThrowAsync<TTransportException>(client.add(1, 2).InTime());

        e.Type.ShouldBe(TTransportException.ExceptionType.EndOfFile);
        (await recording.ClientSpanAsync("Calculator/add")).Tag("error.type").ShouldBe("END_OF_FILE");
    }

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task A_connection_that_is_closed_within_the_reply_is_the_end_of_the_file(ProtocolKind protocol)
    {
        byte[] reply = await Wire.MessageAsync(protocol, "add", p => Wire.NumberAsync(p, 0, 3), TMessageType.Reply);
        using Recording recording = new();
        await using ScriptedServer server = new(reply[..^5], close: true);
        using Calculator.Client client = await server.ConnectAsync(recording, protocol);

        _ = await Should.ThrowAsync<TTransportException>(client.add(1, 2).InTime());

        Activity span = await recording.ClientSpanAsync("Calculator/add");
        span.Tag("error.type").ShouldBe("END_OF_FILE");
        span.Status.ShouldBe(ActivityStatusCode.Error);
    }

    [Fact]
    public async Task A_connection_that_is_reset_is_a_failed_call()
    {
        using Recording recording = new();
        await using ScriptedServer server = new([0x80], reset: true);
        using Calculator.Client plain = await server.ConnectAsync();
        Exception expected = await Should.ThrowAsync<Exception>(plain.add(1, 2).InTime());
        plain.Dispose();
        using Calculator.Client client = await server.ConnectAsync(recording);

        Exception e = await Should.ThrowAsync<Exception>(client.add(1, 2).InTime());

        e.ShouldBeOfType(expected.GetType());
        Activity span = await recording.ClientSpanAsync("Calculator/add");
        span.Status.ShouldBe(ActivityStatusCode.Error);
        span.Tag("error.type").ShouldNotBeNull();
        client.Dispose();
        await recording.Metrics.SumAsync("thrift.client.connections", 0);
    }

    [Fact]
    public async Task A_client_that_is_disposed_twice_is_one_connection_less()
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording);
        Calculator.Client client = await rig.ConnectAsync(recording);
        _ = await client.ping().InTime();

        client.Dispose();
        client.Dispose();
        client.InputProtocol.Transport.Dispose();

        await recording.Metrics.SumAsync("thrift.client.connections", 0);
        await recording.Metrics.SumAsync("thrift.server.connections", 0);
        recording.Metrics.Of("thrift.client.connections").Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_client_that_leaves_between_calls_is_no_error_for_the_server()
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording);
        using (Calculator.Client client = await rig.ConnectAsync())
            _ = await client.ping().InTime();

        await recording.Metrics.SumAsync("thrift.server.connections", 0);

        recording.Spans.ShouldHaveSingleItem().Status.ShouldBe(ActivityStatusCode.Unset);
        recording.Metrics.Of("thrift.server.rejected_messages").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_client_that_leaves_within_a_request_does_not_disturb_the_next()
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording);
        byte[] request = await Wire.AddAsync(ProtocolKind.Binary);
        using (TcpClient broken = new())
        {
            await broken.ConnectAsync(IPAddress.Loopback, rig.Port);
            await broken.GetStream().WriteAsync(request.AsMemory(0, request.Length - 3));
        }

        await recording.Metrics.SumAsync("thrift.server.connections", 0);
        Calculator.Client client = await rig.ConnectAsync();
        (await client.add(1, 2).InTime()).ShouldBe(3);

        await recording.Metrics.SumAsync("thrift.server.active_requests", 0);
        await InTimeExtensions.UntilAsync(
            () => recording.Spans.Any(s => s.Status == ActivityStatusCode.Unset), () => "the span of the call that went well");
    }
}
