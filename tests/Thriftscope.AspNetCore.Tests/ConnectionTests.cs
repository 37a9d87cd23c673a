using System.Net;
using System.Net.Sockets;
using System.Text;
using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests;

/// <summary>The client's connection: opened when it is needed, lost, and opened again.</summary>
public class ConnectionTests
{
    [Fact]
    public async Task A_client_connects_again_when_the_server_comes_back()
    {
        ThriftService service = Loopback.Load(GateHandler.Idl);
        ThriftServer first = await service.ServeAsync("tcp://127.0.0.1:0", new GateHandler());
        string endpoint = first.Endpoint.ToString();
        await using ServiceClient client = await service.ConnectAsync(endpoint, new ThriftClientOptions { ReconnectDelay = TimeSpan.Zero });
        (await client.CallAsync<string>("echo", "before").InTime()).ShouldBe("before");

        await first.DisposeAsync();
        await Should.ThrowAsync<ThriftTransportException>(() => client.CallAsync<string>("echo", "nobody there"));
        await using ThriftServer second = await service.ServeAsync(endpoint, new GateHandler());

        (await client.CallAsync<string>("echo", "after").InTime()).ShouldBe("after");
    }

    [Fact]
    public async Task A_client_that_is_created_connects_at_its_first_call()
    {
        ThriftService service = Loopback.Load(GateHandler.Idl);
        await using ThriftServer server = await service.ServeAsync("tcp://127.0.0.1:0", new GateHandler());
        await using ServiceClient client = service.CreateClient(server.Endpoint);

        (await client.CallAsync<string>("echo", "hello").InTime()).ShouldBe("hello");
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:{0}")]
    [InlineData("tcp://localhost:{0}")]
    [InlineData("unix:///tmp/thriftscope-nobody-{0}.sock")]
    public async Task A_refused_connection_says_where_and_asks_for_the_server(string format)
    {
        string endpoint = string.Format(System.Globalization.CultureInfo.InvariantCulture, format, FreePort());

        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(() => Loopback.Load(GateHandler.Idl).ConnectAsync(endpoint).InTime());

        e.Error.ShouldBe(ThriftTransportError.NotOpen);
        e.Message.ShouldStartWith($"Could not connect to {endpoint}: ");
        e.Message.ShouldEndWith(" Is the server running there?");
    }

    [Fact]
    public async Task A_connection_that_is_lost_during_a_call_ends_it()
    {
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        await using ServiceClient client = await Loopback.Load(GateHandler.Idl).ConnectAsync($"tcp://{server.LocalEndpoint}");
        using (Socket accepted = await server.AcceptSocketAsync().InTime())
        {
            Task<string> first = client.CallAsync<string>("echo", "first");
            Task<string> second = client.CallAsync<string>("echo", "second");
            // What has not been sent would go to another connection.
            string received = "";
            byte[] buffer = new byte[100];
            while (!received.Contains("second", StringComparison.Ordinal))
                received += Encoding.Latin1.GetString(buffer, 0, await accepted.ReceiveAsync(buffer).InTime());
            accepted.Shutdown(SocketShutdown.Both);

            (await Should.ThrowAsync<ThriftTransportException>(() => first.InTime())).Error.ShouldBe(ThriftTransportError.EndOfFile);
            ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(() => second.InTime());
            e.Error.ShouldBe(ThriftTransportError.EndOfFile);
            e.Message.ShouldContain($"tcp://{server.LocalEndpoint}");
        }
    }

    [Fact]
    public async Task A_call_whose_connection_is_lost_is_not_sent_a_second_time()
    {
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        // Other tests may listen to spans meanwhile: their context would be among the bytes.
        ThriftClientOptions options = new() { Context = new Telemetry.ThriftContextOptions { Write = [] } };
        await using ServiceClient client = await Loopback.Load(GateHandler.Idl).ConnectAsync($"tcp://{server.LocalEndpoint}", options);
        using (Socket first = await server.AcceptSocketAsync().InTime())
        {
            Task<string> call = client.CallAsync<string>("echo", "pay 100");
            (await first.ReceiveAsync(new byte[100]).InTime()).ShouldBeGreaterThan(0);
            first.Shutdown(SocketShutdown.Both);
            await Should.ThrowAsync<ThriftTransportException>(() => call.InTime());
        }

        Task<string> next = client.CallAsync<string>("echo", "and then");
        using Socket second = await server.AcceptSocketAsync().InTime();
        byte[] buffer = new byte[100];
        int count = await second.ReceiveAsync(buffer).InTime();

        buffer[..count].ShouldBe(RawMessage.Call("echo", 1, RawMessage.Text(1, "and then")));
        second.Shutdown(SocketShutdown.Both);
        await Should.ThrowAsync<ThriftTransportException>(() => next.InTime());
    }

    // What a broken server may answer to the call with the sequence id 1, and what the caller is told.
    public static TheoryData<string, Type, string> BadReplies => new()
    {
        { "485454502f312e3120343030", typeof(ThriftProtocolException), "answers in HTTP: such a service's endpoint begins with http://" },
        { "80010002" + "00000004" + "6563686f" + "00000009" + "00", typeof(ThriftProtocolException), "sent a reply with the sequence id 9, which no call waits for" },
        { "80010001" + "00000004" + "6563686f" + "00000001" + "00", typeof(ThriftProtocolException), "A reply can't be a message of type Call" },
        { "80010002" + "00000004" + "6563686f" + "00000001" + "00", typeof(ThriftApplicationException), "echo answered with neither a result nor an exception." },
        { "80010002" + "00000004" + "6563686f" + "00000001" + "0b0000" + "7fffffff", typeof(ThriftProtocolException), "is over the limit" },
        { "80010003" + "00000004" + "6563686f" + "00000001" + "00", typeof(ThriftApplicationException), "The server answered UNKNOWN" },
        { "80010003" + "00000004" + "6563686f" + "00000001" + "080002" + "0000002a" + "0b0001" + "00000002" + "6869" + "00", typeof(ThriftApplicationException), "hi" },
    };

    [Theory]
    [MemberData(nameof(BadReplies))]
    public async Task A_reply_that_makes_no_sense_ends_the_call_with_the_reason(string reply, Type exception, string message)
    {
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        await using ServiceClient client = await Loopback.Load(GateHandler.Idl).ConnectAsync($"tcp://{server.LocalEndpoint}");
        using Socket accepted = await server.AcceptSocketAsync().InTime();

        Task<string> call = client.CallAsync<string>("echo", "?");
        await accepted.ReceiveAsync(new byte[100]).InTime();
        await accepted.SendAsync(Convert.FromHexString(reply)).InTime();

        Exception e = await Should.ThrowAsync<ThriftException>(() => call.InTime());
        e.ShouldBeOfType(exception);
        e.Message.ShouldContain(message);
    }

    [Fact]
    public async Task Disposing_the_client_ends_the_calls_that_wait_and_refuses_more()
    {
        GateHandler handler = new();
        await using Loopback loopback = await Loopback.StartAsync(GateHandler.Idl, handler);
        ServiceClient client = await loopback.ConnectAsync();
        Task<string>[] waiting = [.. Enumerable.Range(0, 5).Select(i => client.CallAsync<string>("slow", $"{i}"))];
        await handler.Entered.InTime();

        await client.DisposeAsync().AsTask().InTime();

        foreach (Task<string> call in waiting.Append(client.CallAsync<string>("echo", "too late")))
        {
            ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(() => call.InTime());
            e.Error.ShouldBe(ThriftTransportError.NotOpen);
            e.Message.ShouldContain("has been disposed");
        }

        await client.DisposeAsync().AsTask().InTime();
        await handler.Cancelled.InTime();
    }

    [Fact]
    public async Task A_port_that_is_taken_can_not_be_listened_on()
    {
        ThriftService service = Loopback.Load(GateHandler.Idl);
        await using ThriftServer server = await service.ServeAsync("tcp://127.0.0.1:0", new GateHandler());
        string endpoint = server.Endpoint.ToString();

        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(() => service.ServeAsync(endpoint, new GateHandler()));

        e.Error.ShouldBe(ThriftTransportError.NotOpen);
        e.Message.ShouldStartWith($"Could not listen on {endpoint}: ");
        await Should.ThrowAsync<FormatException>(() => service.ServeAsync("udp://127.0.0.1:80", new GateHandler()));
    }

    [Fact]
    public async Task A_reply_with_a_result_and_an_exception_is_the_result()
    {
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        ThriftService service = Loopback.Load("exception Busy { 1: string why } service S { string run() throws (1: Busy busy) }");
        await using ServiceClient client = await service.ConnectAsync($"tcp://{server.LocalEndpoint}");
        using Socket accepted = await server.AcceptSocketAsync().InTime();

        Task<string> call = client.CallAsync<string>("run");
        await accepted.ReceiveAsync(new byte[100]).InTime();
        byte[] both = [.. RawMessage.Head("run", Wire.MessageType.Reply, 1), 12, 0, 1, .. RawMessage.Text(1, "full"), 0, .. RawMessage.Text(0, "done"), 0];
        await accepted.SendAsync(both).InTime();

        (await call.InTime()).ShouldBe("done");
    }

    // ThriftPy2 drops every client that sends nothing for 3 s, and with asyncio every client that is 3 s old. This is about that time,
    // so it has to pass; a machine that is slow only makes the wait longer.
    [Fact]
    public async Task A_connection_is_kept_when_it_is_idle_and_when_it_is_busy()
    {
        GateHandler handler = new();
        await using Loopback loopback = await Loopback.StartAsync(GateHandler.Idl, handler);
        using RawConnection silent = await loopback.ConnectRawAsync();
        using RawConnection idle = await loopback.ConnectRawAsync();
        using RawConnection half = await loopback.ConnectRawAsync();
        await idle.SendAsync(RawMessage.Call("echo", 1, RawMessage.Text(1, "before")));
        (await idle.ReceiveAsync()).Result.ShouldBe("before");
        byte[] request = RawMessage.Call("echo", 2, RawMessage.Text(1, "after"));
        await half.SendAsync(request[..10]);
        Task<string> busy = loopback.Client.CallAsync<string>("slow", "still here");
        await handler.Entered.InTime();

        await Task.Delay(TimeSpan.FromSeconds(3.5));

        handler.Open();
        (await busy.InTime()).ShouldBe("still here");
        await half.SendAsync(request[10..]);
        await silent.SendAsync(request);
        await idle.SendAsync(request);
        foreach (RawConnection connection in new[] { silent, idle, half })
            (await connection.ReceiveAsync()).Result.ShouldBe("after");
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
