using System.Net;
using System.Net.Sockets;
using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests.Client;

/// <summary>A service at several endpoints.</summary>
public class EndpointChoiceTests
{
    private static readonly ThriftService Service = Loopback.Load("service S { string name(), oneway void tell(1: string text) }");

    [Fact]
    public async Task Calls_go_to_each_endpoint_in_its_turn()
    {
        await using Servers servers = await Servers.StartAsync(3);
        await using ServiceClient client = Service.CreateClient(servers.Endpoints());

        (await NamesAsync(client, 6)).Order().ShouldBe(["0", "0", "1", "1", "2", "2"]);
    }

    [Fact]
    public async Task With_failover_calls_go_to_the_first_endpoint_that_can_be_connected_to()
    {
        await using Servers servers = await Servers.StartAsync(3);
        ThriftClientOptions options = new() { LoadBalancing = ThriftLoadBalancing.Failover, ReconnectDelay = TimeSpan.FromHours(1), MaxReconnectDelay = TimeSpan.FromHours(1) };
        await using ServiceClient client = Service.CreateClient(servers.Endpoints(), options);

        (await NamesAsync(client, 2)).ShouldBe(["0", "0"]);
        await servers.StopAsync(0);
        await ServesAsync(client, "1");
        (await NamesAsync(client, 2)).ShouldBe(["1", "1"]);
        await servers.StopAsync(1);
        await ServesAsync(client, "2");
    }

    [Fact]
    public async Task A_call_that_finds_an_endpoint_closed_goes_to_the_next()
    {
        await using Servers servers = await Servers.StartAsync(1);
        string unused = Unused();
        await using ServiceClient client = Service.CreateClient([ThriftEndpoint.Parse(unused), .. servers.Endpoints()]);

        (await NamesAsync(client, 5)).ShouldBe(["0", "0", "0", "0", "0"]);
    }

    [Fact]
    public async Task Where_none_can_be_connected_to_each_is_named()
    {
        string[] unused = [Unused(), Unused()];
        string together = $"{unused[0]},{unused[1]["tcp://".Length..]}";
        ThriftClientOptions options = new() { LoadBalancing = ThriftLoadBalancing.Failover, ReconnectDelay = TimeSpan.FromHours(1), MaxReconnectDelay = TimeSpan.FromHours(1) };
        await using ServiceClient client = Service.CreateClient(unused.Select(ThriftEndpoint.Parse), options);

        ThriftTransportException first = await Should.ThrowAsync<ThriftTransportException>(() => client.CallAsync<string>("name").InTime());
        ThriftTransportException second = await Should.ThrowAsync<ThriftTransportException>(() => client.CallAsync<string>("name").InTime());
        ThriftTransportException opening = await Should.ThrowAsync<ThriftTransportException>(() => Service.ConnectAsync(together).InTime());

        foreach (ThriftTransportException e in new[] { first, opening })
        {
            e.Message.ShouldStartWith("None of 2 endpoints could take the call. Could not connect to tcp://127.0.0.1:");
            e.Message.ShouldContain($"Could not connect to {unused[0]}: ");
            e.Message.ShouldContain($"Could not connect to {unused[1]}: ");
            e.IsUnsent.ShouldBeTrue();
        }

        second.Message.ShouldStartWith($"None of 2 endpoints could take the call. There is no connection to {unused[0]}: ");
        second.Message.ShouldEndWith($"Left out for the moment, after failures: {unused[1]}.");
    }

    [Fact]
    public async Task A_call_that_was_sent_goes_to_no_other_endpoint()
    {
        using ScriptedServer broken = new();
        await using Servers servers = await Servers.StartAsync(1);
        ThriftClientOptions options = new() { LoadBalancing = ThriftLoadBalancing.Failover };
        await using ServiceClient client = Service.CreateClient([ThriftEndpoint.Parse(broken.Endpoint), .. servers.Endpoints()], options);

        Task<string> call = client.CallAsync<string>("name");
        using (RawConnection connection = await broken.AcceptAsync())
            await connection.ReceiveAsync();

        (await Should.ThrowAsync<ThriftTransportException>(() => call.InTime())).Error.ShouldBe(ThriftTransportError.EndOfFile);
        servers.Calls(0).ShouldBe(0);
    }

    [Fact]
    public async Task One_of_several_endpoints_is_enough_to_connect()
    {
        await using Servers servers = await Servers.StartAsync(1);

        await using ServiceClient client = await Service.ConnectAsync($"{Unused()},{servers.Endpoints()[0].ToString()["tcp://".Length..]}").InTime();

        (await NamesAsync(client, 1)).ShouldBe(["0"]);
        client.Endpoints.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_resolver_is_asked_at_the_first_call_and_once_for_all_who_wait()
    {
        await using Servers servers = await Servers.StartAsync(2);
        Resolver resolver = new() { Endpoints = servers.Endpoints() };
        await using ServiceClient client = Service.CreateClient(resolver);
        resolver.Asked.ShouldBe(0);
        Should.Throw<InvalidOperationException>(() => client.Endpoint);

        string[] names = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.CallAsync<string>("name"))).InTime();

        names.Distinct().Order().ShouldBe(["0", "1"]);
        resolver.Asked.ShouldBe(1);
        client.Endpoint.ShouldBe(resolver.Endpoints[0]);
    }

    [Fact]
    public async Task A_resolver_is_asked_again_when_its_answer_is_old_and_an_endpoint_that_is_gone_is_left()
    {
        await using Servers servers = await Servers.StartAsync(2);
        Resolver resolver = new() { Endpoints = [servers.Endpoints()[0]] };
        await using ServiceClient client = Service.CreateClient(resolver, new() { ResolveInterval = TimeSpan.FromMilliseconds(20) });
        (await NamesAsync(client, 1)).ShouldBe(["0"]);

        resolver.Endpoints = [servers.Endpoints()[1]];
        await InTimeExtensions.Eventually(async () => await client.CallAsync<string>("name") == "1", "the new endpoint is called");

        (await NamesAsync(client, 3)).ShouldBe(["1", "1", "1"]);
        client.Endpoints.ShouldBe(resolver.Endpoints);
    }

    [Fact]
    public async Task A_resolver_is_asked_again_when_connecting_has_failed()
    {
        await using Servers servers = await Servers.StartAsync(1);
        Resolver resolver = new() { Endpoints = [ThriftEndpoint.Parse(Unused())] };
        ThriftClientOptions options = new() { ResolveInterval = Timeout.InfiniteTimeSpan, ReconnectDelay = TimeSpan.Zero };
        await using ServiceClient client = Service.CreateClient(resolver, options);

        await Should.ThrowAsync<ThriftTransportException>(() => client.CallAsync<string>("name").InTime());
        resolver.Endpoints = servers.Endpoints();

        await InTimeExtensions.Eventually(() => client.CallAsync<string>("name").ContinueWith(t => t.IsCompletedSuccessfully, TaskScheduler.Default), "the resolver is asked");
    }

    [Fact]
    public async Task A_resolver_that_fails_or_knows_nothing_fails_the_call_and_is_asked_again()
    {
        await using Servers servers = await Servers.StartAsync(1);
        Resolver resolver = new() { Failure = new InvalidOperationException("no registry") };
        await using ServiceClient client = Service.CreateClient(resolver);

        ThriftTransportException failed = await Should.ThrowAsync<ThriftTransportException>(() => client.CallAsync<string>("name").InTime());
        ThriftTransportException again = await Should.ThrowAsync<ThriftTransportException>(() => client.CallAsync<string>("name").InTime());
        int asked = resolver.Asked;
        resolver.Failure = null;
        string? empty = null;
        await InTimeExtensions.Eventually(async () => (empty = await ErrorAsync(client)) != failed.Message, "the resolver is asked again");
        resolver.Endpoints = servers.Endpoints();
        await InTimeExtensions.Eventually(async () => await ErrorAsync(client) is null, "the resolver is asked once more");

        failed.Message.ShouldBe("The resolver could not say where the service is: no registry");
        failed.IsUnsent.ShouldBeTrue();
        again.Message.ShouldBe(failed.Message);
        asked.ShouldBe(1);
        empty.ShouldBe("Resolver knows no endpoint of the service.");
        (await NamesAsync(client, 1)).ShouldBe(["0"]);
    }

    [Fact]
    public async Task A_resolver_that_fails_after_its_first_answer_is_not_asked_at_every_call()
    {
        await using Servers servers = await Servers.StartAsync(1);
        Resolver resolver = new() { Endpoints = servers.Endpoints() };
        await using ServiceClient client = Service.CreateClient(resolver, new() { ResolveInterval = TimeSpan.FromMilliseconds(20) });
        (await NamesAsync(client, 1)).ShouldBe(["0"]);
        resolver.Failure = new InvalidOperationException("no registry");

        await InTimeExtensions.Eventually(async () => await client.CallAsync<string>("name") == "0" && resolver.Asked > 1, "the answer is old");
        await NamesAsync(client, 100);

        resolver.Asked.ShouldBeLessThan(10);
    }

    [Fact]
    public async Task Who_waits_for_an_endpoint_that_is_gone_goes_to_the_new_one()
    {
        using ScriptedServer gone = new();
        await using Servers servers = await Servers.StartAsync(1);
        Resolver resolver = new() { Endpoints = [ThriftEndpoint.Parse(gone.Endpoint)] };
        await using ServiceClient client = Service.CreateClient(resolver, new() { MaxCallsPerConnection = 1, ResolveInterval = TimeSpan.FromMilliseconds(20) });
        Task<string> held = client.CallAsync<string>("name");
        RawConnection connection = await gone.AcceptAsync();
        RawReply request = await connection.ReceiveAsync();

        Task<string> waiting = client.CallAsync<string>("name");
        resolver.Endpoints = servers.Endpoints();
        await InTimeExtensions.Eventually(() => client.CallAsync<string>("name").IsCompletedSuccessfully || servers.Calls(0) > 0, "the new endpoint is called");

        (await waiting.InTime()).ShouldBe("0");
        await connection.SendAsync(RawMessage.Reply("name", request.Header.SequenceId, "held"));
        (await held.InTime()).ShouldBe("held");
    }

    [Fact]
    public async Task An_endpoint_that_is_gone_is_forgotten_when_its_calls_have_ended()
    {
        await using Servers servers = await Servers.StartAsync(1);
        Resolver resolver = new();
        await using ServiceClient client = Service.CreateClient(resolver, new() { ResolveInterval = TimeSpan.FromMilliseconds(1) });
        WeakReference first = Offer(0);
        await ServesAsync(client, "0");

        for (int i = 1; i < 3; i++)
        {
            _ = Offer(i);
            await InTimeExtensions.Eventually(async () => await client.CallAsync<string>("name") == "0" && client.Endpoint == resolver.Endpoints[0], "the endpoint is another");
        }

        await InTimeExtensions.Eventually(
            async () =>
            {
                _ = await client.CallAsync<string>("name");
                GC.Collect();
                return !first.IsAlive;
            },
            "the first endpoint is forgotten");

        // The same server, written in another way.
        WeakReference Offer(int number)
        {
            string[] defaults = ["", "?protocol=binary", "?transport=unframed"];
            ThriftEndpoint endpoint = ThriftEndpoint.Parse($"{servers.Endpoints()[0]}{defaults[number]}");
            resolver.Endpoints = [endpoint];
            return new WeakReference(endpoint);
        }
    }

    [Fact]
    public void A_client_needs_an_endpoint() => Should.Throw<ArgumentException>(() => Service.CreateClient(Array.Empty<ThriftEndpoint>()));

    private static async Task<string?> ErrorAsync(ServiceClient client)
    {
        try
        {
            _ = await client.CallAsync<string>("name").InTime();
            return null;
        }
        catch (ThriftTransportException e)
        {
            return e.Message;
        }
    }

    private static async Task<string[]> NamesAsync(ServiceClient client, int count)
    {
        List<string> names = [];
        for (int i = 0; i < count; i++)
            names.Add(await client.CallAsync<string>("name").InTime());
        return [.. names];
    }

    // A call on a connection that is lost under it may fail: it is not sent elsewhere.
    private static Task ServesAsync(ServiceClient client, string name) => InTimeExtensions.Eventually(
        () => client.CallAsync<string>("name").ContinueWith(t => t.IsCompletedSuccessfully && t.Result == name, TaskScheduler.Default), $"{name} serves");

    private static string Unused()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return $"tcp://{listener.LocalEndpoint}";
    }

    private sealed class Resolver : IThriftEndpointResolver
    {
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public ThriftEndpoint[] Endpoints { get; set; } = [];

        public Exception? Failure { get; set; }

        public async ValueTask<IReadOnlyList<ThriftEndpoint>> ResolveAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            await Task.Yield();
            return Failure is null ? Endpoints : throw Failure;
        }
    }

    private sealed class Handler(string name)
    {
        private int _calls;

        public int Calls => Volatile.Read(ref _calls);

        public string Name()
        {
            Interlocked.Increment(ref _calls);
            return name;
        }

        public void Tell(string text)
        {
        }
    }

    private sealed class Servers : IAsyncDisposable
    {
        private readonly List<(ThriftServer Server, Handler Handler)> _servers = [];

        public static async Task<Servers> StartAsync(int count)
        {
            Servers servers = new();
            for (int i = 0; i < count; i++)
            {
                Handler handler = new($"{i}");
                servers._servers.Add((await Service.ServeAsync("tcp://127.0.0.1:0", handler), handler));
            }

            return servers;
        }

        public ThriftEndpoint[] Endpoints() => [.. _servers.Select(s => s.Server.Endpoint)];

        public int Calls(int index) => _servers[index].Handler.Calls;

        public ValueTask StopAsync(int index) => _servers[index].Server.DisposeAsync();

        public async ValueTask DisposeAsync()
        {
            foreach ((ThriftServer server, _) in _servers)
                await server.DisposeAsync();
        }
    }
}
