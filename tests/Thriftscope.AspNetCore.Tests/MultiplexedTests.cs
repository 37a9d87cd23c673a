using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests;

/// <summary>Several services on one port.</summary>
public class MultiplexedTests
{
    private static readonly ThriftModule Module = ThriftModule.Load(
        new StringReader("service A { string who() } service B { string who() } service C extends A { string own() }"), "test");

    [Fact]
    public async Task Each_client_gets_the_service_that_it_names()
    {
        await using ThriftServer server = await StartAsync();

        (await WhoAsync(server, "A", "A")).ShouldBe("a");
        (await WhoAsync(server, "B", "B")).ShouldBe("b");
        (await WhoAsync(server, "A", "again")).ShouldBe("a again");
        (await WhoAsync(server, "C", "C")).ShouldBe("c");
    }

    [Theory]
    [MemberData(nameof(Wires.All), MemberType = typeof(Wires))]
    public async Task Names_go_over_every_transport_in_every_protocol(string transport, string protocol)
    {
        await using ThriftServer server = await StartAsync(transport == "http" ? "http://127.0.0.1:0/thrift" : "tcp://127.0.0.1:0");
        string endpoint = Wires.Endpoint(server.Endpoint, transport, protocol);
        await using ServiceClient a = Module.Service("A").CreateClient(ThriftEndpoint.Parse(endpoint), new ThriftClientOptions { MultiplexedName = "again" });
        await using ServiceClient b = Module.Service("B").CreateClient(ThriftEndpoint.Parse(endpoint), new ThriftClientOptions { MultiplexedName = "B" });
        await using ServiceClient none = Module.Service("B").CreateClient(ThriftEndpoint.Parse(endpoint), new ThriftClientOptions { MultiplexedName = "Z" });

        for (int i = 0; i < 3; i++)
        {
            (await a.CallAsync<string>("who").InTime()).ShouldBe("a again");
            (await b.CallAsync<string>("who").InTime()).ShouldBe("b");
        }

        (await Should.ThrowAsync<ThriftApplicationException>(() => none.CallAsync<string>("who").InTime())).Error.ShouldBe(ThriftApplicationError.UnknownMethod);
    }

    [Fact]
    public async Task A_call_without_a_service_is_for_the_first()
    {
        await using ThriftServer server = await StartAsync();

        (await WhoAsync(server, "B", null)).ShouldBe("a");
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_an_unknown_method()
    {
        await using ThriftServer server = await StartAsync();

        ThriftApplicationException e = await Should.ThrowAsync<ThriftApplicationException>(() => WhoAsync(server, "A", "Z"));

        e.Error.ShouldBe(ThriftApplicationError.UnknownMethod);
        e.Message.ShouldBe("There is no service \"Z\" here");
    }

    [Fact]
    public async Task Services_share_a_connection()
    {
        await using ThriftServer server = await StartAsync();
        using RawConnection raw = await RawConnection.OpenAsync(server.Endpoint.Port!.Value);

        await raw.SendAsync(RawMessage.Call("A:who", 1), RawMessage.Call("B:who", 2), RawMessage.Call("who", 3));

        (await raw.ReceiveAsync()).Result.ShouldBe("a");
        (await raw.ReceiveAsync()).Result.ShouldBe("b");
        RawReply last = await raw.ReceiveAsync();
        last.Result.ShouldBe("a");
        last.Header.Name.ShouldBe("who");
    }

    [Fact]
    public async Task Two_services_of_one_name_are_refused()
    {
        ThriftServiceBinding a = new(Module.Service("A"), new Who("a"));

        (await Should.ThrowAsync<ArgumentException>(() => Serve(a, a))).Message.ShouldBe("Two services have the name A: give one of them another.");
        (await Should.ThrowAsync<ArgumentException>(() => Serve())).Message.ShouldBe("There is no service to serve.");

        static async Task Serve(params ThriftServiceBinding[] services)
        {
            await using ThriftServer server = await ThriftServer.StartAsync("tcp://127.0.0.1:0", services);
        }
    }

    private static Task<ThriftServer> StartAsync(string endpoint = "tcp://127.0.0.1:0") => ThriftServer.StartAsync(
        endpoint,
        [
            new ThriftServiceBinding(Module.Service("A"), new Who("a")),
            new ThriftServiceBinding(Module.Service("B"), new Who("b")),
            new ThriftServiceBinding(Module.Service("A"), new Who("a again"), "again"),
            new ThriftServiceBinding(Module.Service("C"), new Who("c")),
        ]);

    private static async Task<string> WhoAsync(ThriftServer server, string service, string? name)
    {
        ThriftClientOptions options = new() { MultiplexedName = name };
        await using ServiceClient client = await Module.Service(service).ConnectAsync(server.Endpoint.ToString(), options);
        return await client.CallAsync<string>("who").InTime();
    }

    private sealed class Who(string name)
    {
        public string WhoAsync() => name;

        public string Own() => name;
    }
}
