using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Thriftscope.OpenTelemetry;

namespace Backends;

/// <summary>One line for each back end, and all of them together.</summary>
static class Choosing
{
    public static void ToOpenTelemetry()
    {
        using var telemetry = ThriftTelemetry.Start(o => o.UseOtlp());
    }

    public static void ToPrometheus()
    {
        using var telemetry = ThriftTelemetry.Start(o => o.UsePrometheus(port: 9464));
    }

    public static void ToStatsD()
    {
        using var telemetry = ThriftTelemetry.Start(o => o.UseStatsD("127.0.0.1:8125"));
    }

    public static void InAnApplication(WebApplicationBuilder builder)
    {
        builder.Services.AddOpenTelemetry()
            .WithTracing(t => t.AddThriftInstrumentation().AddOtlpExporter())
            .WithMetrics(m => m.AddThriftInstrumentation().AddMeter("System.Runtime").AddOtlpExporter().AddPrometheusExporter().AddStatsDExporter());
    }
}
