using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Thriftscope.AspNetCore.Hosting;
using Thriftscope.AspNetCore.Requests;
using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests.Hosting;

/// <summary>What an application hears at its start of what would fail only later.</summary>
public class StartupTests
{
    private static readonly ThriftService Service = Loopback.Load("service S { void run() }");

    [Fact]
    public async Task A_handler_whose_constructor_takes_what_was_not_added_is_named()
    {
        InvalidOperationException e = await Should.ThrowAsync<InvalidOperationException>(() => StartAsync<Needy>(_ => { }));

        e.Message.ShouldBe($"The Thrift handler {typeof(Needy)} can't be made. The constructor of {typeof(Needy)} takes a {typeof(Store)}, which was not added to the application's services.");
    }

    [Fact]
    public async Task What_a_dependency_lacks_is_found_too()
    {
        InvalidOperationException e = await Should.ThrowAsync<InvalidOperationException>(() => StartAsync<Needy>(s => s.AddScoped<Store>()));

        e.Message.ShouldBe($"The Thrift handler {typeof(Needy)} can't be made. The constructor of {typeof(Store)} takes a {typeof(Clock)}, which was not added to the application's services.");
    }

    [Fact]
    public async Task Nothing_is_made_to_find_out()
    {
        bool made = false;

        await using Application application = await StartAsync<Needy>(s => s.AddScoped<Store>().AddScoped(_ =>
        {
            made = true;
            return new Clock();
        }));

        made.ShouldBeFalse();
    }

    [Fact]
    public async Task What_can_be_made_is_not_refused()
    {
        await using Application several = await StartAsync<Undemanding>(s => s.AddKeyedSingleton("key", new Clock()));
        await using Application choice = await StartAsync<Choosy>(_ => { });
        await using Application own = await StartAsync<Needy>(s => s.AddSingleton(_ => new Needy(null!)));

        several.Port.ShouldBePositive();
    }

    [Fact]
    public async Task Of_another_container_nothing_is_said()
    {
        ServiceCollection services = new();
        services.AddThriftService<Needy>(Service);
        StartupCheck check = new(services, new OtherContainer(), new ServerLoad(), [ThriftServiceBinding.ToType(Service, typeof(Needy), name: null)]);

        await Should.NotThrowAsync(() => check.StartingAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Services_that_nothing_serves_are_told_of_and_unhealthy()
    {
        using CapturedLog log = new();
        await using Application application = await Application.StartAsync(Add, log: log);

        HealthReportEntry entry = await CheckAsync(application);

        await log.WaitForAsync("Warning Thriftscope.Connections: No endpoint serves the Thrift services S. Add builder.WebHost.ConfigureKestrel");
        (entry.Status, entry.Description).ShouldBe(
            (HealthStatus.Unhealthy, "No endpoint serves the Thrift services: UseThrift on a port or MapThrift is missing"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_port_or_a_path_is_enough_to_be_healthy(bool overHttp)
    {
        using CapturedLog log = new();
        await using Application application = overHttp
            ? await Application.StartAsync(Add, map: a => a.MapThrift("/thrift"), log: log)
            : await Application.StartAsync(Add, listen: l => l.UseThrift(), log: log);

        (await CheckAsync(application)).Status.ShouldBe(HealthStatus.Healthy);
        log.Lines.ShouldNotContain(l => l.Contains("No endpoint serves", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_port_with_log_ins_can_not_have_http()
    {
        InvalidOperationException e = await Should.ThrowAsync<InvalidOperationException>(() => Application.StartAsync(
            services =>
            {
                Add(services);
                services.Configure<ThriftServerOptions>(o => o.SaslMechanisms.Add(new SaslPlainServer(login => login.ToPrincipal())));
            },
            listen: l => l.UseThrift(o => o.AllowHttp = true)));

        e.Message.ShouldStartWith("A port with SaslMechanisms can't have AllowHttp: HTTP has no log-in by SASL");
    }

    private static void Add(IServiceCollection services)
    {
        services.AddThriftService(new ThriftServiceBinding(Service, new Handler()));
        services.AddHealthChecks().AddThriftServer();
    }

    private static Task<Application> StartAsync<THandler>(Action<IServiceCollection> add)
        where THandler : class => Application.StartAsync(
        services =>
        {
            add(services);
            services.AddThriftService<THandler>(Service);
        },
        listen: l => l.UseThrift());

    private static async Task<HealthReportEntry> CheckAsync(Application application) =>
        (await application.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync().InTime()).Entries["thrift"];

    private class Handler
    {
        public void Run()
        {
        }
    }

    private sealed class OtherContainer : IServiceProvider, IServiceProviderIsService
    {
        public object? GetService(Type serviceType) => serviceType == typeof(IServiceProviderIsService) ? this : null;

        public bool IsService(Type serviceType) => false;
    }

    private sealed class Clock;

    private sealed class Store(Clock clock)
    {
        public Clock Clock { get; } = clock;
    }

    private sealed class Needy(Store store) : Handler
    {
        public Store Store { get; } = store;
    }

    private sealed class Undemanding(IServiceProvider services, IEnumerable<Store> stores, [FromKeyedServices("key")] Clock clock, Store? store = null) : Handler
    {
        public object?[] Taken { get; } = [services, stores, clock, store];
    }

    private sealed class Choosy : Handler
    {
        public Choosy()
        {
        }

        public Choosy(Store store) => Store = store;

        public Store? Store { get; }
    }
}
