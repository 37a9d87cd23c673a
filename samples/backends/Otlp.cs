using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Thriftscope.OpenTelemetry;

/// <summary>The ways to send telemetry by OTLP that docs/otlp.md shows.</summary>
static class Otlp
{
    public static void ByVariables()
    {
        using var telemetry = ThriftTelemetry.Start(o => o.UseOtlp());
    }

    public static void ToACollector()
    {
        using var telemetry = ThriftTelemetry.Start(o => o.UseOtlp(new Uri("http://collector:4317")));
    }

    public static void OverHttp()
    {
        using var telemetry = ThriftTelemetry.Start(o => o.UseOtlp(new Uri("https://collector/otlp"), OtlpExportProtocol.HttpProtobuf));
    }

    public static void EndingSooner()
    {
        using var telemetry = ThriftTelemetry.Start(o => { o.UseOtlp(); o.ShutdownTimeout = TimeSpan.FromSeconds(2); });
    }

    public static async Task UntilAskedToStop(Func<CancellationToken, Task> run)
    {
        using var telemetry = ThriftTelemetry.Start(o => o.UseOtlp());
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext signal) { signal.Cancel = true; stop.Cancel(); }
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await run(stop.Token);
    }

    public static void InAnApplication(IServiceCollection services)
    {
        services.AddOpenTelemetry().UseOtlpExporter().WithTracing(t => t.AddThriftInstrumentation()).WithMetrics(m => m.AddThriftInstrumentation());
    }
}
