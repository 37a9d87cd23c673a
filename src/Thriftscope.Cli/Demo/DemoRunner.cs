using OpenTelemetry.Trace;
using Thriftscope.OpenTelemetry;

namespace Thriftscope.Cli.Demo;

/// <summary>Runs the demo from start to report.</summary>
internal sealed class DemoRunner(DemoSettings settings, IDemoView view, TextWriter output)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // A file that can't be written is better noticed now than after an hour.
        using FileStream? reportFile = settings.JsonFile is { } path ? File.Create(path) : null;
        DemoRecorder recorder = new();
        using DemoLosses losses = new();
        CustomerCounts customers;
        using (ThriftTelemetry.Start(options => Configure(options, recorder)))
        {
            Shop shop = await Shop.OpenAsync(settings.ContextName, cancellationToken);
            await using (shop)
            {
                await IntroduceAsync(shop);
                customers = await DriveAsync(shop, recorder, cancellationToken);
            }
        }

        // The services have stopped, so every span has ended.
        DemoSnapshot result = recorder.Finish();
        await view.ShowResultAsync(result);
        foreach (string line in losses.Lines(settings))
            await output.WriteLineAsync(line);
        if (reportFile is not null)
        {
            await DemoReport.WriteAsync(reportFile, result, customers);
            await output.WriteLineAsync($"Wrote {settings.JsonFile}");
        }
    }

    private async Task<CustomerCounts> DriveAsync(Shop shop, DemoRecorder recorder, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (settings.Duration is { } duration)
            stop.CancelAfter(duration);
        Task watching = view.WatchAsync(recorder.Snapshot, stop.Token);
        LoadGenerator load = new(shop.Gateway, settings.Rate, settings.Calls ?? long.MaxValue);
        await load.RunAsync(stop.Token);
        if (settings.Duration is null)
            await stop.CancelAsync();
        await watching;
        return load.Counts;
    }

    private void Configure(ThriftTelemetryOptions options, DemoRecorder recorder)
    {
        options.ServiceName = "thriftscope-demo";
        options.ConfigureTracing(tracing => tracing.AddProcessor(recorder));
        if (settings.PrometheusPort is { } port)
            options.UsePrometheus(port);
        if (settings.Otlp is { } otlp)
            options.UseOtlp(otlp);
        if (settings.StatsD is { } statsd)
            options.UseStatsD(statsd);
    }

    private string End() => (settings.Calls, settings.Duration) switch
    {
        ({ } calls, { } duration) => $"{calls} in all; what they leave can be looked at for {duration.TotalSeconds:0.##} s",
        ({ } calls, null) => $"{calls} in all",
        (null, { } duration) => $"for {duration.TotalSeconds:0.##} s",
        _ => "until Ctrl-C",
    };

    private async Task IntroduceAsync(Shop shop)
    {
        await output.WriteLineAsync("A shop of three Thrift services, each on a TCP port of its own:");
        foreach ((string name, ThriftEndpoint endpoint) in shop.Endpoints)
            await output.WriteLineAsync($"  {name,-10} {endpoint}");
        await output.WriteLineAsync($"Customers make {settings.Rate:0.##} calls a second, {End()}.");
        if (settings.PrometheusPort is { } port)
            await output.WriteLineAsync($"Metrics for Prometheus: http://localhost:{port}/metrics");
        if (settings.Otlp is { } otlp)
            await output.WriteLineAsync($"Traces, metrics and logs go to {otlp}");
        if (settings.StatsD is { } statsd)
            await output.WriteLineAsync($"Metrics go to StatsD at {statsd}");
        await output.WriteLineAsync($"Call it yourself: thriftscope call '{shop.Endpoints[0].Endpoint}' Gateway.browse '[\"chess\"]' --idl {Shop.IdlFile("gateway")}");
        await output.WriteLineAsync();
    }
}
