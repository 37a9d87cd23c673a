using Thriftscope.Backends.Tests.Otlp;
using Thriftscope.Backends.Tests.Prometheus;
using Thriftscope.Backends.Tests.Statsd;

namespace Thriftscope.Backends.Tests.Together;

/// <summary>Each back end goes away or stands still while the demo is under load, and comes back.</summary>
public class FaultTests(FaultResults results) : IClassFixture<FaultResults>
{
    private const int Calls = 1500;
    private const long MemoryLimit = 512L * 1024 * 1024;

    public static TheoryData<string> Faults =>
    [
        "none",
        "Prometheus killed",
        "Prometheus stalled",
        "StatsD killed, UDP",
        "StatsD stalled, UDP",
        "StatsD killed, TCP",
        "StatsD stalled, TCP",
        "collector gone",
        "collector stalled",
        "collector refusing",
    ];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task No_call_is_lost_and_what_is_dropped_is_counted(string fault)
    {
        int port = Ports.Unused();
        await using OtlpReceiver otlp = await OtlpReceiver.StartAsync();
        await using StatsdDaemon statsd = await StatsdDaemon.StartAsync();
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync([port]);
        await using DemoProcess demo = await DemoProcess.StartAsync(
            new Dictionary<string, string> { ["OTEL_METRIC_EXPORT_INTERVAL"] = "500" },
            "--rate", "300", "--calls", $"{Calls}", "--duration", "600", "--prometheus-port", $"{port}",
            "--otlp", otlp.Grpc.ToString(), "--statsd", fault.EndsWith("UDP", StringComparison.Ordinal) ? statsd.Udp : statsd.Tcp);
        DemoMetrics metrics = new(port);

        await metrics.CallsAsync(Calls / 5);
        await BreakAsync();
        await metrics.CallsAsync(Calls * 3 / 5);
        await MendAsync();
        await metrics.CallsAsync(Calls);
        await metrics.IdleAsync();
        _ = await prometheus.BecomesAsync("""sum(rpc_client_call_duration_seconds_count{rpc_method=~"Gateway/.*"})""", Calls);
        long peak = demo.PeakMemory;
        Losses losses = await metrics.LossesAsync();
        DemoReport report = await demo.EndAsync();

        await statsd.SettledAsync();
        long timed = Account.Of(statsd, report.Methods.Select(m => m.Method)).Values.Sum(a => a.Calls);
        results.Add(fault, report, losses, otlp.Inbox.Spans.Length, timed, peak);
        report.Customers.ShouldBe(new CustomerCounts(Calls, report.Customers.Failures, Lost: 0));
        report.Customers.Failures.ShouldBe(report.Methods.Where(m => m.Method.StartsWith("Gateway/", StringComparison.Ordinal)).Sum(m => m.Errors));
        peak.ShouldBeLessThan(MemoryLimit);
        // What was aggregated while a back end was away arrives when it is back.
        Account.OfMetrics(otlp.Inbox).Values.Sum(a => a.Calls).ShouldBe(report.Calls);
        // Nothing is lost in silence.
        (otlp.Inbox.Spans.Length + losses.Spans).ShouldBeGreaterThanOrEqualTo((int)report.Spans);
        if (fault is "none" or "Prometheus killed" or "Prometheus stalled")
        {
            losses.ShouldBe(new Losses(0, 0));
            otlp.Inbox.Spans.Length.ShouldBe((int)report.Spans);
        }

        Task BreakAsync() => fault.Split(',')[0] switch
        {
            "Prometheus killed" => prometheus.KillAsync(),
            "Prometheus stalled" => Run(prometheus.Stall),
            "StatsD killed" => statsd.KillAsync(),
            "StatsD stalled" => Run(statsd.Stall),
            "collector gone" => otlp.StopAsync(),
            "collector stalled" => Run(otlp.Manners.Stall),
            "collector refusing" => Run(() => otlp.Manners.Refuse()),
            _ => Task.CompletedTask,
        };

        Task MendAsync() => fault.Split(',')[0] switch
        {
            "Prometheus killed" => prometheus.StartAsync(),
            "Prometheus stalled" => Run(prometheus.Resume),
            "StatsD killed" => statsd.RestartAsync(),
            "StatsD stalled" => Run(statsd.Resume),
            "collector gone" => otlp.RestartAsync(),
            _ => Run(otlp.Manners.Accept),
        };

        static Task Run(Action action)
        {
            action();
            return Task.CompletedTask;
        }
    }
}
