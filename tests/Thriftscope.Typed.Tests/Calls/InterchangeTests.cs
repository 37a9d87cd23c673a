using Thriftscope.AspNetCore;
using Thriftscope.AspNetCore.Tests.Support;
using Thriftscope.Typed.Tests.Idl;

namespace Thriftscope.Typed.Tests.Calls;

/// <summary>Typed and dynamic clients and servers, each with each, over every protocol and transport.</summary>
public sealed class InterchangeTests
{
    private static readonly ThriftService Further = Conversations.Module.Service("Further");

    public static TheoryData<string, string> Wires => AspNetCore.Tests.Support.Wires.All;

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task A_typed_client_calls_a_typed_server(string transport, string protocol)
    {
        await using ThriftServer server = await ThriftServer.StartAsync<IFurther>(At(transport), new EverythingHandler());
        await using FurtherClient client = new(AspNetCore.Tests.Support.Wires.Endpoint(server.Endpoint, transport, protocol));

        await Conversations.SpeakAsync(client, "typed");
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task A_typed_client_calls_a_dynamic_server(string transport, string protocol)
    {
        await using ThriftServer server = await Further.ServeAsync(At(transport), new DynamicHandler(Conversations.Module));
        await using FurtherClient client = new(AspNetCore.Tests.Support.Wires.Endpoint(server.Endpoint, transport, protocol));

        await Conversations.SpeakAsync(client, "dynamic");
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task A_dynamic_client_calls_a_typed_server(string transport, string protocol)
    {
        await using ThriftServer server = await ThriftServer.StartAsync<IFurther>(At(transport), new EverythingHandler());
        await using ServiceClient client = Further.CreateClient(ThriftEndpoint.Parse(AspNetCore.Tests.Support.Wires.Endpoint(server.Endpoint, transport, protocol)));

        await Conversations.SpeakAsync(client, "typed");
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Typed_and_dynamic_services_share_a_port_under_names(string transport, string protocol)
    {
        await using ThriftServer server = await ThriftServer.StartAsync(
            At(transport),
            [ThriftServiceBinding.Create<IFurther>(new EverythingHandler(), "one"), new ThriftServiceBinding(Further, new DynamicHandler(Conversations.Module), "other")]);
        string endpoint = AspNetCore.Tests.Support.Wires.Endpoint(server.Endpoint, transport, protocol);

        foreach ((string name, string who) in ((string, string)[])[("one", "typed"), ("other", "dynamic")])
        {
            await using FurtherClient typed = new(endpoint, new ThriftClientOptions { MultiplexedName = name });
            await using ServiceClient dynamic = Further.CreateClient(ThriftEndpoint.Parse(endpoint), new ThriftClientOptions { MultiplexedName = name });
            await Conversations.SpeakAsync(typed, who);
            await Conversations.SpeakAsync(dynamic, who);
        }

        await using FurtherClient none = new(endpoint, new ThriftClientOptions { MultiplexedName = "none" });
        (await Should.ThrowAsync<ThriftApplicationException>(() => none.PingAsync().InTime())).Error.ShouldBe(ThriftApplicationError.UnknownMethod);
    }

    [Fact]
    public async Task A_service_of_several_is_served_under_its_own_name()
    {
        await using ThriftServer server = await ThriftServer.StartAsync(
            At("unframed"), [ThriftServiceBinding.Create<IEverything>(new EverythingHandler()), ThriftServiceBinding.Create<IFurther>(new EverythingHandler())]);
        await using FurtherClient client = new(server.Endpoint.ToString(), new ThriftClientOptions { MultiplexedName = "Further" });
        await using FurtherClient unnamed = new(server.Endpoint.ToString());

        (await client.MoreAsync(1).InTime()).ShouldBe(2);
        (await unnamed.WhoAreYouAsync().InTime()).ShouldBe("typed");
        ThriftApplicationException unknown = await Should.ThrowAsync<ThriftApplicationException>(() => unnamed.MoreAsync(1).InTime());
        (unknown.Error, unknown.Message).ShouldBe((ThriftApplicationError.UnknownMethod, "Everything has no method \"more\""));
    }

    [Fact]
    public async Task A_failure_of_a_dynamic_service_behind_a_typed_one_is_caught_by_its_type()
    {
        await using ThriftServer behind = await Further.ServeAsync(At("unframed"), new DynamicHandler(Conversations.Module));
        await using ServiceClient client = Further.CreateClient(behind.Endpoint);
        await using ThriftServer server = await ThriftServer.StartAsync<IEverything>(At("unframed"), new EverythingHandler(client));
        await using EverythingClient typed = new(server.Endpoint.ToString());

        (await Should.ThrowAsync<Problem>(() => typed.FailAsync("dynamic").InTime())).Details.ShouldBe(["a", "b"]);
        (await Should.ThrowAsync<Problem>(() => typed.CheckAsync("dynamic").InTime())).Code.ShouldBe(7);
    }

    [Fact]
    public async Task A_failure_of_a_typed_service_behind_a_dynamic_one_is_a_declared_exception()
    {
        await using ThriftServer behind = await ThriftServer.StartAsync<IEverything>(At("unframed"), new EverythingHandler());
        await using EverythingClient client = new(behind.Endpoint.ToString());
        await using ThriftServer server = await Further.ServeAsync(At("unframed"), new DynamicHandler(Conversations.Module, client));
        await using ServiceClient dynamic = Further.CreateClient(server.Endpoint);

        (await Should.ThrowAsync<ThriftDeclaredException>(() => dynamic.CallAsync("fail", "dynamic").InTime())).Value.Get<string[]>("details").ShouldBe(["a", "b"]);
    }

    private static string At(string transport) => transport == "http" ? "http://127.0.0.1:0/thrift" : "tcp://127.0.0.1:0";
}
