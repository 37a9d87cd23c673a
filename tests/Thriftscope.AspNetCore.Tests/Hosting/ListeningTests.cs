using System.Net;
using System.Net.Sockets;
using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests.Hosting;

/// <summary>Where a server by itself can listen.</summary>
public class ListeningTests
{
    private static readonly ThriftService Service = Loopback.Load(GateHandler.Idl);

    [Theory]
    [InlineData("tcp://127.0.0.1:0", "127.0.0.1")]
    [InlineData("tcp://[::1]:0", "::1")]
    [InlineData("tcp://0.0.0.0:0", "127.0.0.1")]
    [InlineData("tcp://[::]:0", "127.0.0.1")]
    [InlineData("tcp://[::]:0", "::1")]
    [InlineData("tcp://*:0", "127.0.0.1")]
    [InlineData("tcp://*:0", "::1")]
    [InlineData("tcp://localhost:0", "localhost")]
    public async Task A_server_is_reached_at_its_addresses(string endpoint, string host)
    {
        Assert.SkipUnless(host != "::1" || Socket.OSSupportsIPv6, "There is no IPv6 here.");
        await using ThriftServer server = await Service.ServeAsync(endpoint, new GateHandler());
        await using ServiceClient client = await Service.ConnectAsync($"tcp://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{server.Endpoint.Port}").InTime();

        server.Endpoint.Port.ShouldNotBe(0);
        (await client.CallAsync<string>("echo", "hello").InTime()).ShouldBe("hello");
    }

    [Fact]
    public async Task All_addresses_are_for_servers_and_a_client_is_told_what_it_needs()
    {
        await using ThriftServer server = await Service.ServeAsync("http://*:0/thrift", new GateHandler());
        string endpoint = $"http://*:{server.Endpoint.Port}/thrift";
        server.Endpoint.ToString().ShouldBe(endpoint);
        (await PostAsync(ThriftEndpoint.Parse($"http://127.0.0.1:{server.Endpoint.Port}/thrift"))).Result.ShouldBe("over HTTP");

        string message =
            $"{endpoint} can't be connected to: * is every address of a server. A client needs one of them, or the server's name: http://localhost:{server.Endpoint.Port}.";
        (await Should.ThrowAsync<FormatException>(() => Service.ConnectAsync(endpoint))).Message.ShouldBe(message);
        Should.Throw<FormatException>(() => Service.CreateClient(ThriftEndpoint.ParseList($"tcp://localhost:1,*:{server.Endpoint.Port}")))
            .Message.ShouldStartWith($"tcp://*:{server.Endpoint.Port} can't be connected to: * is every address of a server.");
    }

    [Fact]
    public async Task A_server_listens_on_several_endpoints()
    {
        using TemporaryFolder folder = new();
        await using ThriftServer server = await ThriftServer.StartOnAllAsync(
            ["tcp://127.0.0.1:0", $"unix://{folder.Path}/s.sock", "http://127.0.0.1:0/thrift"], [new ThriftServiceBinding(Service, new GateHandler())]);

        server.Endpoints.Count.ShouldBe(3);
        server.Endpoint.ShouldBeSameAs(server.Endpoints[0]);
        server.Endpoints[0].Port.ShouldNotBe(server.Endpoints[2].Port);
        foreach (ThriftEndpoint endpoint in server.Endpoints.Take(2))
        {
            await using ServiceClient client = await Service.ConnectAsync(endpoint.ToString()).InTime();
            (await client.CallAsync<string>("echo", "hello").InTime()).ShouldBe("hello");
        }

        (await PostAsync(server.Endpoints[2])).Result.ShouldBe("over HTTP");
    }

    [Fact]
    public async Task A_server_of_http_serves_only_its_path()
    {
        await using ThriftServer server = await Service.ServeAsync("http://127.0.0.1:0/calls/here", new GateHandler());
        using HttpClient http = new();

        (await PostAsync(server.Endpoint)).Result.ShouldBe("over HTTP");
        (await http.GetAsync(server.Endpoint.ToString()).InTime()).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await http.GetAsync($"http://127.0.0.1:{server.Endpoint.Port}/").InTime()).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task Http_is_not_served_without_the_log_in_that_the_options_demand(string scheme)
    {
        ThriftServerOptions options = new() { SaslMechanisms = { new SaslPlainServer(login => login.ToPrincipal()) }, Tls = new() };

        ArgumentException e = await Should.ThrowAsync<ArgumentException>(
            () => ThriftServer.StartOnAllAsync(["tcp://127.0.0.1:0", $"{scheme}://127.0.0.1:0/thrift"], [new ThriftServiceBinding(Service, new GateHandler())], options));

        e.Message.ShouldStartWith($"{scheme}://127.0.0.1:0/thrift can't ask for a log-in by SASL, and would let everybody call.");
    }

    [Fact]
    public async Task A_socket_in_a_directory_that_is_not_there_is_told_of_as_such()
    {
        (await Should.ThrowAsync<ThriftTransportException>(() => Service.ServeAsync("unix:///nowhere/s.sock", new GateHandler())))
            .Message.ShouldBe("Could not listen on unix:///nowhere/s.sock: there is no directory /nowhere.");
    }

    [Theory]
    [InlineData(44)]
    [InlineData(107)]
    public async Task An_abstract_socket_is_served(int length)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has abstract sockets.");
        string endpoint = $"unix:@{$"thriftscope-{Guid.NewGuid():N}".PadRight(length, 'x')}";
        await using ThriftServer server = await Service.ServeAsync(endpoint, new GateHandler());
        await using ServiceClient client = await Service.ConnectAsync(endpoint).InTime();

        (await client.CallAsync<string>("echo", "hello").InTime()).ShouldBe("hello");
    }

    [Fact]
    public async Task The_file_of_a_socket_is_removed_when_the_server_stops()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "s.sock");
        ThriftServer server = await Service.ServeAsync($"unix://{path}", new GateHandler());
        File.Exists(path).ShouldBeTrue();

        await server.DisposeAsync();

        File.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public async Task The_socket_of_a_dead_server_is_replaced()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "s.sock");
        LeaveSocket(path);
        File.Exists(path).ShouldBeTrue();

        await using ThriftServer server = await Service.ServeAsync($"unix://{path}", new GateHandler());
        await using ServiceClient client = await Service.ConnectAsync($"unix://{path}").InTime();

        (await client.CallAsync<string>("echo", "hello").InTime()).ShouldBe("hello");
    }

    [Fact]
    public async Task The_socket_of_a_server_that_lives_is_left_alone()
    {
        using TemporaryFolder folder = new();
        string endpoint = $"unix://{folder.Path}/s.sock";
        await using ThriftServer server = await Service.ServeAsync(endpoint, new GateHandler());

        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(() => Service.ServeAsync(endpoint, new GateHandler()));

        e.Error.ShouldBe(ThriftTransportError.NotOpen);
        await using ServiceClient client = await Service.ConnectAsync(endpoint).InTime();
        (await client.CallAsync<string>("echo", "still there").InTime()).ShouldBe("still there");
    }

    [Fact]
    public async Task A_file_that_is_no_socket_is_left_alone()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "notes.txt");
        await File.WriteAllTextAsync(path, "precious", TestContext.Current.CancellationToken);

        await Should.ThrowAsync<ThriftTransportException>(() => Service.ServeAsync($"unix://{path}", new GateHandler()));

        (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ShouldBe("precious");
    }

    [Fact]
    public async Task What_can_not_be_served_says_why()
    {
        (await Should.ThrowAsync<ArgumentException>(() => Service.ServeAsync("tls://127.0.0.1:0", new GateHandler())))
            .Message.ShouldStartWith("tls://127.0.0.1:0 needs a certificate: set ThriftServerOptions.Tls.");
        (await Should.ThrowAsync<ArgumentException>(() => ThriftServer.StartOnAllAsync([], [new ThriftServiceBinding(Service, new GateHandler())])))
            .Message.ShouldStartWith("There is no endpoint to listen on.");
        await Should.ThrowAsync<FormatException>(() => Service.ServeAsync("gopher://127.0.0.1:70", new GateHandler()));
        if (!OperatingSystem.IsWindows())
        {
            (await Should.ThrowAsync<PlatformNotSupportedException>(() => Service.ServeAsync("pipe://./name", new GateHandler())))
                .Message.ShouldBe("pipe://./name can't be served here: named pipes are served on Windows only. Use a unix socket: unix:///path or unix:@name.");
        }
    }

    private static async Task<RawReply> PostAsync(ThriftEndpoint endpoint)
    {
        using HttpClient http = new();
        using HttpResponseMessage response = await http.PostAsync(
            endpoint.ToString(), new ByteArrayContent(RawMessage.Call("echo", 1, RawMessage.Text(1, "over HTTP")))).InTime();
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return RawReply.TryParse(await response.Content.ReadAsByteArrayAsync(), out _)!;
    }

    // As a killed process does: .NET itself removes the file of a socket that it closes.
    private static void LeaveSocket(string path)
    {
        string elsewhere = path + ".moved";
        using (Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            socket.Listen();
            File.Move(path, elsewhere);
        }

        File.Move(elsewhere, path);
    }
}
