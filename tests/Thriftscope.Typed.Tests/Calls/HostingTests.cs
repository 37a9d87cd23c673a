using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Thriftscope.AspNetCore;
using Thriftscope.AspNetCore.Tests.Support;
using Thriftscope.Typed.Tests.Elsewhere;
using Thriftscope.Typed.Tests.Idl;

namespace Thriftscope.Typed.Tests.Calls;

/// <summary>Typed handlers and clients from dependency injection.</summary>
public sealed class HostingTests
{
    [Fact]
    public async Task A_handler_comes_from_the_container_with_a_scope_and_the_context_of_its_call()
    {
        Visits visits = new();
        await using Application application = await StartAsync(services => services.AddSingleton(visits).AddScoped<Visit>().AddThriftService<IGround, Ground>());
        await using GroundClient client = new($"tcp://127.0.0.1:{application.Port}?transport=header");

        for (int i = 1; i <= 3; i++)
            (await client.With(new ThriftCallOptions { Headers = { ["from"] = "me" } }).WhoAreYouAsync().InTime()).ShouldBe($"visit {i} of Ground from me");

        await InTimeExtensions.Eventually(() => visits.Disposed == 3, "the scopes are disposed of");
    }

    [Fact]
    public async Task A_scope_ends_when_its_handler_fails_too()
    {
        Visits visits = new();
        await using Application application = await StartAsync(services => services.AddSingleton(visits).AddScoped<Visit>().AddThriftService<IGround, Ground>());
        await using GroundClient client = new($"tcp://127.0.0.1:{application.Port}");

        (await Should.ThrowAsync<Lost>(() => client.MoveAsync(new Point { X = 1, Y = 1 }, 0).InTime())).Where.ShouldBe("visit 1");

        await InTimeExtensions.Eventually(() => visits.Disposed == 1, "the scope is disposed of");
    }

    [Fact]
    public async Task A_handler_that_the_application_has_added_in_another_way_is_left_so()
    {
        await using Application application = await StartAsync(services => services.AddSingleton<EverythingHandler>(_ => new EverythingHandler()).AddThriftService<IEverything, EverythingHandler>());
        await using EverythingClient client = new($"tcp://127.0.0.1:{application.Port}");

        await client.NoteAsync("kept").InTime();

        await InTimeExtensions.Eventually(async () => await client.NotedAsync() == "kept", "the one handler has it");
    }

    [Fact]
    public async Task A_handler_whose_constructor_takes_what_was_not_added_keeps_the_application_from_starting() =>
        (await Should.ThrowAsync<InvalidOperationException>(() => StartAsync(services => services.AddThriftService<IGround, Ground>()))).Message.ShouldContain("Ground can't be made");

    [Fact]
    public async Task A_service_twice_is_refused() =>
        await Should.ThrowAsync<ArgumentException>(async () =>
        {
            await using ThriftServer server = await ThriftServer.StartAsync(
                "tcp://127.0.0.1:0", [ThriftServiceBinding.Create<IEverything>(new EverythingHandler()), ThriftServiceBinding.Create<IEverything>(new EverythingHandler())]);
        });

    [Fact]
    public async Task A_handler_of_each_call_is_disposed_of_when_the_call_has_ended()
    {
        Visits visits = new();
        await using ThriftServer server = await ThriftServer.StartAsync(
            "tcp://127.0.0.1:0", [ThriftServiceBinding.Create<IGround>(context => new DisposableGround(new Visit(visits), context))]);
        await using GroundClient client = new($"{server.Endpoint}?transport=header");

        (await client.With(new ThriftCallOptions { Headers = { ["from"] = "me" } }).WhoAreYouAsync().InTime()).ShouldBe("visit 1 of Ground from me");
        await Should.ThrowAsync<Lost>(() => client.MoveAsync(new Point { X = 1, Y = 1 }, 0).InTime());

        await InTimeExtensions.Eventually(() => visits.Disposed == 2, "the handlers are disposed of");
    }

    [Fact]
    public async Task A_client_is_had_by_its_interface_with_options_and_logging_and_closed_with_the_container()
    {
        using CapturedLog log = new();
        await using ThriftServer server = await ThriftServer.StartAsync<IEverything>("tcp://127.0.0.1:0", new EverythingHandler());
        ThriftClientOptions? used = null;
        ServiceProvider provider = new ServiceCollection()
            .AddLogging(b => b.SetMinimumLevel(LogLevel.Debug).AddProvider(log))
            .AddThriftClient<IEverything>(server.Endpoint.ToString(), o => o.CallTimeout = TimeSpan.FromSeconds(17))
            .PostConfigureAll<ThriftClientOptions>(o => used = o)
            .BuildServiceProvider();

        IEverything client = provider.GetRequiredService<IEverything>();
        (await client.EchoStringAsync("x").InTime()).ShouldBe("x");
        await provider.DisposeAsync();

        used!.CallTimeout.ShouldBe(TimeSpan.FromSeconds(17));
        client.ShouldBeOfType<EverythingClient>();
        await log.WaitForAsync("Thriftscope.Connections: Connected to 127.0.0.1:");
        (await Should.ThrowAsync<ThriftTransportException>(() => client.EchoStringAsync("late").InTime())).Message.ShouldContain("has been disposed");
    }

    [Fact]
    public async Task A_container_that_is_not_disposed_asynchronously_closes_its_clients_too()
    {
        ServiceProvider provider = new ServiceCollection().AddThriftClient<IEverything>("tcp://127.0.0.1:1").BuildServiceProvider();
        IEverything client = provider.GetRequiredService<IEverything>();

#pragma warning disable CA1849 // That it is not asynchronous is what is tested.
        provider.Dispose();
#pragma warning restore CA1849

        (await Should.ThrowAsync<ThriftTransportException>(() => client.PingAsync().InTime())).Message.ShouldContain("has been disposed");
    }

    [Fact]
    public async Task Clients_of_one_service_are_told_apart_by_keys()
    {
        await using ThriftServer typed = await ThriftServer.StartAsync<IEverything>("tcp://127.0.0.1:0", new EverythingHandler());
        await using ThriftServer dynamic = await Conversations.Module.Service("Everything").ServeAsync("tcp://127.0.0.1:0", new DynamicHandler(Conversations.Module));
        await using ServiceProvider provider = new ServiceCollection()
            .AddKeyedThriftClient<IEverything>("one", typed.Endpoint.ToString())
            .AddKeyedThriftClient<IEverything>("other", dynamic.Endpoint.ToString())
            .AddThriftClient<IEverything>(_ => new Resolver(typed.Endpoint))
            .AddTransient<Taker>()
            .BuildServiceProvider();
        Taker taker = provider.GetRequiredService<Taker>();

        (await taker.One.WhoAreYouAsync().InTime()).ShouldBe("typed");
        (await taker.Other.WhoAreYouAsync().InTime()).ShouldBe("dynamic");
        (await taker.Plain.WhoAreYouAsync().InTime()).ShouldBe("typed");
    }

    [Fact]
    public void A_second_client_needs_a_key_and_one_of_each_key_is_enough()
    {
        IServiceCollection services = new ServiceCollection().AddThriftClient<IEverything>("tcp://127.0.0.1:1").AddKeyedThriftClient<IEverything>("eu", "tcp://127.0.0.1:1");

        Should.Throw<ArgumentException>(() => services.AddThriftClient<IEverything>("tcp://127.0.0.1:2")).Message
            .ShouldBe("There is a IEverything already: a second one needs a key, by AddKeyedThriftClient.");
        Should.Throw<ArgumentException>(() => services.AddKeyedThriftClient<IEverything>("eu", "tcp://127.0.0.1:2")).Message.ShouldBe("There is a IEverything already with the key \"eu\".");
        Should.Throw<FormatException>(() => new ServiceCollection().AddThriftClient<IEverything>("nowhere"));
    }

    [Fact]
    public async Task Services_of_one_name_in_two_namespaces_have_options_of_their_own()
    {
        List<string> used = [];
        await using ServiceProvider provider = new ServiceCollection()
            .AddThriftClient<IGround>("tcp://127.0.0.1:1", o => o.MultiplexedName = "elsewhere")
            .AddThriftClient<Twin.IGround>("tcp://127.0.0.1:1", o => o.MultiplexedName ??= "twin")
            .PostConfigureAll<ThriftClientOptions>(o => used.Add(o.MultiplexedName!))
            .BuildServiceProvider();

        _ = provider.GetRequiredService<IGround>();
        _ = provider.GetRequiredService<Twin.IGround>();

        used.ShouldBe(["elsewhere", "twin"]);
    }

    [Fact]
    public async Task A_typed_service_is_healthy_and_can_be_asked_whether_it_is()
    {
        await using Application application = await StartAsync(services =>
        {
            services.AddThriftService(ThriftServiceBinding.Create<IEverything>(new EverythingHandler()));
            services.AddHealthChecks().AddThriftServer();
        });

        (await CheckAsync(application.Services)).ShouldBe(HealthStatus.Healthy);
        foreach ((string method, HealthStatus status) in ((string, HealthStatus)[])[("ping", HealthStatus.Healthy), ("nothing", HealthStatus.Unhealthy)])
        {
            await using ServiceProvider checks = new ServiceCollection().AddLogging().AddHealthChecks()
                .AddThriftEndpoint("peer", $"tcp://127.0.0.1:{application.Port}", ThriftServiceBinding.Create<IEverything>(new EverythingHandler()).Service, method).Services.BuildServiceProvider();
            (await CheckAsync(checks)).ShouldBe(status, method);
        }
    }

    private static async Task<HealthStatus> CheckAsync(IServiceProvider services) => (await services.GetRequiredService<HealthCheckService>().CheckHealthAsync().InTime()).Status;

    private static Task<Application> StartAsync(Action<IServiceCollection> services) => Application.StartAsync(services, listen: listen => listen.UseThrift());

    private sealed record Resolver(ThriftEndpoint Endpoint) : IThriftEndpointResolver
    {
        public ValueTask<IReadOnlyList<ThriftEndpoint>> ResolveAsync(CancellationToken cancellationToken) => new([Endpoint]);
    }

    private sealed record Taker([FromKeyedServices("one")] IEverything One, [FromKeyedServices("other")] IEverything Other, IEverything Plain);

    private sealed class Visits
    {
        private int _made;
        private int _disposed;

        public int Disposed => _disposed;

        public int Make() => Interlocked.Increment(ref _made);

        public void Dispose() => Interlocked.Increment(ref _disposed);
    }

    private sealed class Visit(Visits visits) : IDisposable
    {
        public int Number { get; } = visits.Make();

        public void Dispose() => visits.Dispose();
    }

    private class Ground(Visit visit, ThriftCallContext context) : IGround
    {
        public async Task<string> WhoAreYouAsync(CancellationToken cancellationToken)
        {
            await Task.Yield();
            return $"visit {visit.Number} of {context.ServiceName} from {context.RequestHeaders["from"]}";
        }

        public Task<Point> MoveAsync(Point @from, int by, CancellationToken cancellationToken) => throw new Lost { Where = $"visit {visit.Number}", Last = @from };
    }

    private sealed class DisposableGround(Visit visit, ThriftCallContext context) : Ground(visit, context), IAsyncDisposable
    {
        private readonly Visit _visit = visit;

        public async ValueTask DisposeAsync()
        {
            await Task.Yield();
            _visit.Dispose();
        }
    }
}
