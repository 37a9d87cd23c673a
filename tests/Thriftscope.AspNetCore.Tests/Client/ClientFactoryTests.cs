using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests.Client;

/// <summary>Clients from a container.</summary>
public class ClientFactoryTests
{
    private static readonly ThriftService Service = Loopback.Load(GateHandler.Idl);

    [Fact]
    public async Task A_client_is_had_by_name_by_key_and_through_a_class_of_one_s_own_over_one_connection()
    {
        using ScriptedServer server = new();
        await using ServiceProvider provider = new ServiceCollection()
            .AddSingleton("injected too")
            .AddThriftClient<Echo>("echo", Service, server.Endpoint)
            .BuildServiceProvider();

        ServiceClient[] clients = [provider.GetRequiredService<IThriftClientFactory>().CreateClient("echo"), provider.GetRequiredKeyedService<ServiceClient>("echo")];
        Echo[] typed = [provider.GetRequiredService<Echo>(), provider.GetRequiredKeyedService<Echo>("echo")];
        Task<string[]> calls = Task.WhenAll(clients.Concat(typed.Select(t => t.Client)).Select((c, i) => c.CallAsync<string>("echo", $"{i}")));
        RawConnection connection = await server.AcceptAsync();
        for (int i = 0; i < 4; i++)
            await connection.EchoAsync();

        (await calls.InTime()).ShouldBe(["0", "1", "2", "3"]);
        server.HasMore.ShouldBeFalse();
        typed[0].Other.ShouldBe("injected too");
        typed[0].ShouldNotBe(typed[1]);
    }

    [Fact]
    public async Task Disposing_a_client_leaves_it_to_others_and_disposing_the_container_closes_it()
    {
        using ScriptedServer server = new();
        ServiceProvider provider = new ServiceCollection().AddThriftClient("echo", Service, server.Endpoint).BuildServiceProvider();
        IThriftClientFactory factory = provider.GetRequiredService<IThriftClientFactory>();
        ServiceClient client = factory.CreateClient("echo");

        await factory.CreateClient("echo").DisposeAsync();
        using (factory.CreateClient("echo"))
        {
        }

        Task<string> call = client.CallAsync<string>("echo", "x");
        RawConnection connection = await server.AcceptAsync();
        await connection.EchoAsync();
        (await call.InTime()).ShouldBe("x");
        await provider.DisposeAsync();

        (await connection.ReceiveUntilClosedAsync()).ShouldBeEmpty();
        (await Should.ThrowAsync<ThriftTransportException>(() => client.CallAsync<string>("echo", "late").InTime())).Message.ShouldContain("has been disposed");
        Should.Throw<ObjectDisposedException>(() => factory.CreateClient("echo"));
    }

    [Fact]
    public void A_container_that_is_not_disposed_asynchronously_closes_its_clients_too()
    {
        ServiceProvider provider = new ServiceCollection().AddThriftClient("echo", Service, "tcp://127.0.0.1:1").BuildServiceProvider();
        ServiceClient client = provider.GetRequiredKeyedService<ServiceClient>("echo");

        provider.Dispose();

        Should.Throw<ThriftTransportException>(() => client.CallAsync<string>("echo", "x").InTime().GetAwaiter().GetResult()).Message.ShouldContain("has been disposed");
    }

    [Fact]
    public async Task Options_and_logging_come_from_the_container()
    {
        using CapturedLog log = new();
        await using Loopback loopback = await Loopback.StartAsync(GateHandler.Idl, new GateHandler());
        ThriftClientOptions? used = null;
        await using ServiceProvider provider = new ServiceCollection()
            .AddLogging(b => b.SetMinimumLevel(LogLevel.Debug).AddProvider(log))
            .AddThriftClient("echo", Service, loopback.Server.Endpoint.ToString(), o => o.CallTimeout = TimeSpan.FromSeconds(17))
            .PostConfigure<ThriftClientOptions>("echo", o => used = o)
            .BuildServiceProvider();

        await provider.GetRequiredKeyedService<ServiceClient>("echo").CallAsync<string>("echo", "x").InTime();

        used!.CallTimeout.ShouldBe(TimeSpan.FromSeconds(17));
        await log.WaitForAsync("Thriftscope.Connections: Connected to 127.0.0.1:");
        provider.GetRequiredService<IOptionsMonitor<ThriftClientOptions>>().Get("other").CallTimeout.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_resolver_comes_from_the_container()
    {
        await using Loopback loopback = await Loopback.StartAsync(GateHandler.Idl, new GateHandler());
        await using ServiceProvider provider = new ServiceCollection()
            .AddSingleton(new Registry(loopback.Server.Endpoint))
            .AddThriftClient("echo", Service, p => p.GetRequiredService<Registry>())
            .BuildServiceProvider();

        (await provider.GetRequiredKeyedService<ServiceClient>("echo").CallAsync<string>("echo", "x").InTime()).ShouldBe("x");
    }

    [Fact]
    public void A_name_that_was_not_set_up_is_told_with_those_that_were()
    {
        using ServiceProvider provider = new ServiceCollection()
            .AddThriftClient("a", Service, "tcp://127.0.0.1:1")
            .AddThriftClient("b", Service, "tcp://127.0.0.1:1")
            .BuildServiceProvider();

        Should.Throw<InvalidOperationException>(() => provider.GetRequiredService<IThriftClientFactory>().CreateClient("c"))
            .Message.ShouldBe("There is no Thrift client \"c\"; AddThriftClient has set up a, b.");
        Should.Throw<FormatException>(() => new ServiceCollection().AddThriftClient("d", Service, "nowhere"));
    }

    [Fact]
    public void A_second_client_of_one_name_is_refused()
    {
        IServiceCollection services = new ServiceCollection().AddThriftClient("echo", Service, "tcp://127.0.0.1:1");

        Should.Throw<ArgumentException>(() => services.AddThriftClient<Echo>("echo", Service, "tcp://127.0.0.1:2"))
            .Message.ShouldStartWith("There is a Thrift client \"echo\" already: each needs a name of its own.");
        services.AddThriftClient("Echo", Service, "tcp://127.0.0.1:2").ShouldBeSameAs(services);
    }

    private sealed record Registry(ThriftEndpoint Endpoint) : IThriftEndpointResolver
    {
        public ValueTask<IReadOnlyList<ThriftEndpoint>> ResolveAsync(CancellationToken cancellationToken) => new([Endpoint]);
    }

    private sealed class Echo(ServiceClient client, string other)
    {
        public ServiceClient Client => client;

        public string Other => other;
    }
}
