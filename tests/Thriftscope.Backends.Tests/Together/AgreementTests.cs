using System.Diagnostics;
using System.Globalization;
using System.Text;
using Thriftscope.Backends.Tests.Otlp;
using Thriftscope.Backends.Tests.Prometheus;
using Thriftscope.Backends.Tests.Statsd;

namespace Thriftscope.Backends.Tests.Together;

/// <summary>The demo, observed by all back ends at the same time.</summary>
public class AgreementTests
{
    private const int Calls = 2000;
    private const string AllCalls = "rpc_client_call_duration_seconds_count";
    private const string CustomerCalls = AllCalls + """{rpc_method=~"Gateway/.*"}""";

    [Fact]
    public async Task All_back_ends_agree_on_calls_errors_and_latency()
    {
        int port = Ports.Unused();
        await using OtlpReceiver otlp = await OtlpReceiver.StartAsync();
        await using StatsdDaemon statsd = await StatsdDaemon.StartAsync();
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync([port]);
        // StatsD by TCP, since a busy machine loses packets of UDP.
        await using DemoProcess demo = await DemoProcess.StartAsync(
            new Dictionary<string, string> { ["OTEL_BSP_SCHEDULE_DELAY"] = "100", ["OTEL_BSP_MAX_QUEUE_SIZE"] = "100000" },
            "--rate", "200", "--calls", $"{Calls}", "--duration", "600",
            "--prometheus-port", $"{port}", "--otlp", otlp.Grpc.ToString(), "--statsd", statsd.Tcp);
        await prometheus.ScrapedAsync();
        await RatesAgreeAsync(prometheus, new DemoMetrics(port));

        _ = await prometheus.BecomesAsync($"sum({CustomerCalls})", Calls);
        // The last oneway calls are handled after their callers are done.
        _ = await prometheus.BecomesAsync("sum(thrift_client_active_requests) + sum(thrift_server_active_requests)", 0);
        await prometheus.ScrapedAsync();
        Dictionary<string, Account> scraped = await Account.OfAsync(prometheus);
        Dictionary<string, double> quantiles = await QuantilesAsync(prometheus);
        double errorRatio = (await prometheus.ValueAsync($"sum({AllCalls}{{error_type!=\"\"}}) / sum({AllCalls})")).ShouldNotBeNull();
        DemoReport report = await demo.EndAsync();
        Dictionary<string, Account> metrics = Account.OfMetrics(otlp.Inbox);
        Dictionary<string, Account> spans = Account.OfSpans(otlp.Inbox);
        await statsd.SettledAsync();
        Dictionary<string, Account> timed = Account.Of(statsd, scraped.Keys);

        Show(report, scraped, metrics, spans, timed, quantiles);
        report.Customers.Calls.ShouldBe(Calls);
        report.Customers.Lost.ShouldBe(0);
        errorRatio.ShouldBe((double)report.Methods.Sum(m => m.Errors) / report.Calls, 1e-12);
        report.Customers.Failures.ShouldBe(report.Methods.Where(m => m.Method.StartsWith("Gateway/", StringComparison.Ordinal)).Sum(m => m.Errors));
        foreach (Dictionary<string, Account> accounts in (Dictionary<string, Account>[])[scraped, metrics, spans, timed])
            accounts.Keys.ShouldBe(report.Methods.Select(m => m.Method), ignoreOrder: true);
        foreach (DemoMethod method in report.Methods)
        {
            Account exact = spans[method.Method];
            (exact.Calls, exact.Errors).ShouldBe((method.Calls, method.Errors), method.Method);
            foreach (Account account in (Account[])[scraped[method.Method], metrics[method.Method], timed[method.Method]])
            {
                (account.Calls, account.Errors).ShouldBe((exact.Calls, exact.Errors), method.Method);
                account.Buckets.ShouldBe(exact.Buckets, method.Method);
                account.Seconds.ShouldBe(exact.Seconds, 1e-6 * method.Calls, method.Method);
            }

            // A quantile is known to its bucket; the demo's own may be a call further.
            Latency.BucketOf(quantiles[method.Method]).ShouldBe(Latency.BucketOfQuantile(exact.Buckets, 0.99), method.Method);
            double rank = Math.Ceiling(0.99 * method.Calls) / method.Calls;
            Latency.BucketOf(method.P99Ms / 1000).ShouldBeInRange(
                Latency.BucketOfQuantile(exact.Buckets, rank - (1.0 / method.Calls)),
                Latency.BucketOfQuantile(exact.Buckets, Math.Min(1, rank + (1.0 / method.Calls))),
                method.Method);
        }
    }

    // The rate in the middle of the load, by Prometheus and by two looks at the demo's own counts.
    private static async Task RatesAgreeAsync(PrometheusServer prometheus, DemoMetrics demo)
    {
        double before = await demo.CallsAsync(1);
        long started = Stopwatch.GetTimestamp();
        double after = await demo.CallsAsync((int)before + (Calls / 4));
        TimeSpan window = Stopwatch.GetElapsedTime(started);

        double rate = (await prometheus.ValueAsync($"sum(rate({CustomerCalls}[{(int)window.TotalMilliseconds}ms]))")).ShouldNotBeNull();

        // Its first and last scrape are up to an interval away from ours.
        rate.ShouldBe((after - before) / window.TotalSeconds, tolerance: 0.25 * rate);
    }

    private static async Task<Dictionary<string, double>> QuantilesAsync(PrometheusServer prometheus) =>
        (await prometheus.QueryAsync("histogram_quantile(0.99, sum by (rpc_method, le) (rpc_client_call_duration_seconds_bucket))"))
            .ToDictionary(s => s.Labels["rpc_method"], s => s.Value);

    private static void Show(
        DemoReport report,
        Dictionary<string, Account> scraped,
        Dictionary<string, Account> metrics,
        Dictionary<string, Account> spans,
        Dictionary<string, Account> timed,
        Dictionary<string, double> quantiles)
    {
        StringBuilder text = new();
        _ = text.Append(CultureInfo.InvariantCulture, $"{"calls / errors",-20}{"the demo",14}{"Prometheus",14}{"OTLP metrics",14}{"OTLP spans",14}{"StatsD",14}")
            .AppendLine(CultureInfo.InvariantCulture, $"{"p99 of the demo",19}{"of Prometheus",16}");
        foreach (DemoMethod m in report.Methods)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"{m.Method,-20}{$"{m.Calls} / {m.Errors}",14}");
            foreach (Dictionary<string, Account> accounts in (Dictionary<string, Account>[])[scraped, metrics, spans, timed])
                _ = text.Append(CultureInfo.InvariantCulture, $"{(accounts.TryGetValue(m.Method, out Account? a) ? $"{a.Calls} / {a.Errors}" : "none"),14}");
            _ = text.AppendLine(CultureInfo.InvariantCulture, $"{m.P99Ms,16:0.00} ms{quantiles.GetValueOrDefault(m.Method) * 1000,13:0.00} ms");
        }

        _ = text.AppendLine(CultureInfo.InvariantCulture, $"The customers counted {report.Customers.Calls} calls, {report.Customers.Failures} failures, {report.Customers.Lost} without an answer.");
        Results.Write("agreement.txt", text.ToString());
    }
}
