using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests.Health;

/// <summary>What health checks tell of servers.</summary>
public class HealthCheckTests
{
    private static readonly ThriftService Service = Loopback.Load("service S { string echo(1: string text), string slow(1: string text), oneway void tell(1: string text), void crash() }");

    [Fact]
    public async Task A_server_is_healthy_while_it_listens_and_not_once_it_stops()
    {
        Handler handler = new();
        await using Application application = await StartAsync(handler);
        await using ServiceClient client = await Service.ConnectAsync($"tcp://127.0.0.1:{application.Port}").InTime();
        await client.CallAsync("echo", "x").InTime();

        HealthReportEntry listening = await CheckAsync(application);
        Task<string> call = client.CallAsync<string>("slow", "x");
        await handler.Entered.InTime();
        Task stopping = application.StopAsync();
        await InTimeExtensions.Eventually(() => CheckAsync(application).Result.Status == HealthStatus.Unhealthy, "the server is draining");
        handler.Open();

        (listening.Status, listening.Description).ShouldBe((HealthStatus.Healthy, "1 connections, 0 calls"));
        (await CheckAsync(application)).Description.ShouldBe("The server is stopping");
        (await call.InTime()).ShouldBe("x");
        await stopping.InTime();
    }

    [Fact]
    public async Task A_server_near_its_limits_is_degraded()
    {
        await using Application application = await StartAsync(new Handler(), o => o.MaxConnections = 2);
        await using ServiceClient first = await Service.ConnectAsync($"tcp://127.0.0.1:{application.Port}").InTime();
        await first.CallAsync("echo", "x").InTime();
        (await CheckAsync(application)).Status.ShouldBe(HealthStatus.Healthy);

        await using ServiceClient second = await Service.ConnectAsync($"tcp://127.0.0.1:{application.Port}").InTime();
        await second.CallAsync("echo", "x").InTime();

        HealthReportEntry entry = await CheckAsync(application);
        (entry.Status, entry.Description).ShouldBe((HealthStatus.Degraded, "The server is near its limits: 2 of 2 connections, 0 calls"));
        entry.Data["connections"].ShouldBe(2);
    }

    [Theory]
    [InlineData(null, HealthStatus.Healthy)]
    [InlineData("echo", HealthStatus.Healthy)]
    [InlineData("crash", HealthStatus.Unhealthy)]
    public async Task A_service_elsewhere_is_connected_to_or_called(string? method, HealthStatus status)
    {
        await using ThriftServer server = await Service.ServeAsync("tcp://127.0.0.1:0", new Handler());

        (await CheckAsync(b => b.AddThriftEndpoint("peer", server.Endpoint.ToString(), Service, method))).Status.ShouldBe(status);
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_what_the_check_says()
    {
        ThriftServer server = await Service.ServeAsync("tcp://127.0.0.1:0", new Handler());
        string endpoint = server.Endpoint.ToString();
        await server.DisposeAsync();

        HealthReportEntry entry = await CheckAsync(b => b.AddThriftEndpoint("peer", endpoint, failureStatus: HealthStatus.Degraded));

        entry.Status.ShouldBe(HealthStatus.Degraded);
        entry.Description.ShouldNotBeNull().ShouldStartWith($"Could not connect to {endpoint}");
    }

    [Fact]
    public async Task A_service_that_does_not_answer_in_time_is_unhealthy()
    {
        Handler handler = new();
        await using ThriftServer server = await Service.ServeAsync("tcp://127.0.0.1:0", handler);

        HealthReportEntry entry = await CheckAsync(b => b.AddThriftEndpoint("peer", server.Endpoint.ToString(), Service, "slow", timeout: TimeSpan.FromMilliseconds(200)));

        entry.Status.ShouldBe(HealthStatus.Unhealthy);
        handler.Open();
    }

    [Fact]
    public void A_check_that_can_not_work_is_refused_when_it_is_added()
    {
        IHealthChecksBuilder checks = new ServiceCollection().AddHealthChecks();

        Should.Throw<FormatException>(() => checks.AddThriftEndpoint("peer", "nowhere"));
        Should.Throw<ArgumentException>(() => checks.AddThriftEndpoint("peer", "tcp://a:1", method: "ping")).Message.ShouldStartWith("To call ping, the check needs its service.");
        Should.Throw<ArgumentException>(() => checks.AddThriftEndpoint("peer", "tcp://a:1", Service, "ping")).Message.ShouldStartWith("S has no method \"ping\".");
    }

    private static Task<Application> StartAsync(Handler handler, Action<ThriftServerOptions>? configure = null) => Application.StartAsync(
        services =>
        {
            services.AddThriftService(new ThriftServiceBinding(Service, handler));
            services.Configure<ThriftServerOptions>(o => configure?.Invoke(o));
            services.AddHealthChecks().AddThriftServer();
        },
        listen: l => l.UseThrift());

    private static async Task<HealthReportEntry> CheckAsync(Application application) =>
        (await application.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync().InTime()).Entries["thrift"];

    private static async Task<HealthReportEntry> CheckAsync(Action<IHealthChecksBuilder> add)
    {
        ServiceCollection services = new();
        services.AddLogging();
        add(services.AddHealthChecks());
        await using ServiceProvider provider = services.BuildServiceProvider();
        return (await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync().InTime()).Entries["peer"];
    }

    private sealed class Handler
    {
        private readonly GateHandler _gate = new();

        public Task Entered => _gate.Entered;

        public void Open() => _gate.Open();

        public string Echo(string text) => text ?? "";

        public Task<string> Slow(string text, CancellationToken cancellationToken) => _gate.Slow(text ?? "", cancellationToken);

        public void Tell(string text)
        {
        }

        public void Crash() => throw new InvalidOperationException();
    }
}
