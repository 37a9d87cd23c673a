using OpenTelemetry;
using OpenTelemetry.Metrics;
using Thriftscope.OpenTelemetry;
using Thriftscope.StatsD;

namespace Thriftscope.Backends.Tests.Statsd;

/// <summary>Real Thrift calls, as statsd reports them.</summary>
public class ThriftCallTests
{
    private const int Adds = 40, Divisions = 25, Failures = 10;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Statsd_reports_as_many_calls_and_errors_as_were_made(bool tcp)
    {
        await using StatsdDaemon statsd = await StatsdDaemon.StartAsync();
        using (StatsDReporter.Start(tcp ? statsd.Tcp : statsd.Udp, o =>
        {
            o.Prefix = "shop.";
            o.NameTemplate = "{name}.{rpc.method}.{rpc.status_code}";
        }))
        {
            await CallAsync();
        }

        foreach (string side in (string[])["client", "server"])
        {
            await statsd.TimesAsync($"shop.rpc.{side}.call.duration.Calculator-add.OK", Adds);
            await statsd.TimesAsync($"shop.rpc.{side}.call.duration.Calculator-divide.DivideByZero", Divisions);
            await statsd.TimesAsync($"shop.rpc.{side}.call.duration.Calculator-fail.INTERNAL_ERROR", Failures);
            statsd.Timers[$"shop.rpc.{side}.call.duration.Calculator-add.OK"].ShouldAllBe(ms => ms > 0 && ms < 30_000);
            await statsd.TimesAsync($"shop.thrift.{side}.request.size.Calculator-add", Adds);
            await statsd.ShowsAsync($"shop.thrift.{side}.active_requests.Calculator-add", 0);
            await statsd.ShowsAsync($"shop.thrift.{side}.connections", 0);
        }

        // The same on both sides: what the client sends is what the server gets.
        statsd.Timers["shop.thrift.client.request.size.Calculator-add"].Sum().ShouldBe(statsd.Timers["shop.thrift.server.request.size.Calculator-add"].Sum());
        statsd.BadLines.ShouldBe(0);
    }

    [Fact]
    public async Task One_line_reports_to_statsd_beside_the_other_backends()
    {
        await using StatsdDaemon statsd = await StatsdDaemon.StartAsync();
        int prometheus = Ports.Unused();
        using (ThriftTelemetry.Start(o =>
        {
            o.ServiceName = "the shop";
            o.UseOtlp(new Uri($"http://127.0.0.1:{Ports.Unused()}")).UsePrometheus(prometheus).UseStatsD(statsd.Udp, s =>
            {
                s.TagFormat = StatsDTagFormat.DogStatsD;
                s.Prefix = "{service.name}.";
                s.Tags["service"] = "{service.name}";
            });
        }))
        {
            await CallAsync();
            using HttpClient http = new();
            (await http.GetStringAsync(new Uri($"http://localhost:{prometheus}/metrics"), TestContext.Current.CancellationToken))
                .ShouldContain("rpc_method=\"Calculator/add\"");
        }

        await statsd.TimesAsync(
            "the_shop.rpc.server.call.duration;rpc.method=Calculator-add;rpc.status_code=OK;rpc.system.name=apache_thrift;service=the_shop", Adds);
        statsd.BadLines.ShouldBe(0);
    }

    [Fact]
    public async Task A_meter_provider_reports_for_as_long_as_it_lives_to_each_daemon_with_its_own_options()
    {
        await using StatsdDaemon unnamed = await StatsdDaemon.StartAsync();
        await using StatsdDaemon first = await StatsdDaemon.StartAsync();
        await using StatsdDaemon second = await StatsdDaemon.StartAsync();
        using OwnMeter own = new();
        System.Diagnostics.Metrics.Counter<int> calls = own.Meter.CreateCounter<int>("calls");

        void To(StatsDOptions options, string endpoint, string prefix)
        {
            options.Endpoint = endpoint;
            options.Prefix = prefix;
            options.Meters.Clear();
            options.Meters.Add(own.Meter.Name);
        }

        using (Sdk.CreateMeterProviderBuilder()
            .AddStatsDExporter(o => To(o, first.Udp, "first."))
            .AddStatsDExporter(o => To(o, unnamed.Udp, "unnamed."))
            .AddStatsDExporter("second", o => To(o, second.Tcp, "second."))
            .Build())
        {
            calls.Add(3);
        }

        calls.Add(100);

        await first.CountsAsync("first.calls", 3);
        await unnamed.CountsAsync("unnamed.calls", 3);
        await second.CountsAsync("second.calls", 3);
        calls.Enabled.ShouldBeFalse();
    }

    [Fact]
    public async Task The_environment_chooses_statsd()
    {
        await using StatsdDaemon statsd = await StatsdDaemon.StartAsync();
        Dictionary<string, string> environment = new()
        {
            ["OTEL_METRICS_EXPORTER"] = "statsd",
            ["OTEL_TRACES_EXPORTER"] = "none",
            ["OTEL_LOGS_EXPORTER"] = "none",
            ["STATSD_HOST"] = "127.0.0.1",
            ["STATSD_PORT"] = $"{statsd.Port}",
            ["STATSD_PREFIX"] = "env.",
        };
        foreach ((string name, string value) in environment)
            Environment.SetEnvironmentVariable(name, value);
        try
        {
            using (ThriftTelemetry.Start())
                await CallAsync();
        }
        finally
        {
            foreach ((string name, _) in environment)
                Environment.SetEnvironmentVariable(name, null);
        }

        await statsd.TimesAsync("env.thrift.server.request.size.Calculator-add", Adds);
        statsd.BadLines.ShouldBe(0);
    }

    private static async Task CallAsync()
    {
        await using CalculatorService calculator = await CalculatorService.StartAsync();
        for (int i = 0; i < Adds; i++)
            (await calculator.Client.CallAsync<int>("add", i, 1)).ShouldBe(i + 1);
        for (int i = 0; i < Divisions; i++)
            await Should.ThrowAsync<ThriftDeclaredException>(calculator.Client.CallAsync<int>("divide", i, 0));
        for (int i = 0; i < Failures; i++)
            await Should.ThrowAsync<ThriftApplicationException>(calculator.Client.CallAsync("fail"));
    }
}
