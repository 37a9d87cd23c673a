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
        using (ThriftTelemetry.Start(options => Configure(options, recorder)))
        {
            Shop shop = await Shop.OpenAsync(cancellationToken);
            await using (shop)
            {
                await IntroduceAsync(shop);
                await DriveAsync(shop, recorder, cancellationToken);
            }
        }

        // The services have stopped, so every span has ended.
        DemoSnapshot result = recorder.Finish();
        await view.ShowResultAsync(result);
        if (reportFile is not null)
        {
            await DemoReport.WriteAsync(reportFile, result);
            await output.WriteLineAsync($"Wrote {settings.JsonFile}");
        }
    }

    private async Task DriveAsync(Shop shop, DemoRecorder recorder, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (settings.Duration is { } duration)
            stop.CancelAfter(duration);
        Task watching = view.WatchAsync(recorder.Snapshot, stop.Token);
        await new LoadGenerator(shop.Gateway, settings.Rate).RunAsync(stop.Token);
        await watching;
    }

    private void Configure(ThriftTelemetryOptions options, DemoRecorder recorder)
    {
        options.ServiceName = "thriftscope-demo";
        options.ConfigureTracing(tracing => tracing.AddProcessor(recorder));
        if (settings.PrometheusPort is { } port)
            options.UsePrometheus(port);
        if (settings.Otlp is { } otlp)
            options.UseOtlp(otlp);
    }

    private async Task IntroduceAsync(Shop shop)
    {
        await output.WriteLineAsync("A shop of three Thrift services, each on a TCP port of its own:");
        foreach ((string name, ThriftEndpoint endpoint) in shop.Endpoints)
            await output.WriteLineAsync($"  {name,-10} {endpoint}");
        await output.WriteLineAsync($"Customers make {settings.Rate:0.##} calls a second{(settings.Duration is { } d ? $" for {d.TotalSeconds:0.##} s" : ", until Ctrl-C")}.");
        if (settings.PrometheusPort is { } port)
            await output.WriteLineAsync($"Metrics for Prometheus: http://localhost:{port}/metrics");
        if (settings.Otlp is { } otlp)
            await output.WriteLineAsync($"Traces, metrics and logs go to {otlp}");
        await output.WriteLineAsync($"Call it yourself: thriftscope call '{shop.Endpoints[0].Endpoint}' Gateway.browse '[\"chess\"]' --idl {Shop.IdlFile("gateway")}");
        await output.WriteLineAsync();
    }
}
