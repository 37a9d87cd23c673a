using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Thriftscope.OpenTelemetry.Otlp;

namespace Thriftscope.OpenTelemetry;

/// <summary>
/// Chooses exporters as the <c>OTEL_*_EXPORTER</c> variables say:
/// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#exporter-selection.
/// </summary>
internal static class EnvironmentExporters
{
    public static void Apply(ThriftTelemetryOptions options)
    {
        string fallback = options.IsEmpty ? "otlp" : "none";
        OtlpTarget otlp = new();
        foreach (string exporter in Selected("OTEL_TRACES_EXPORTER", fallback))
        {
            _ = exporter switch
            {
                "otlp" => options.ConfigureTracing(t => t.AddOtlp(otlp)),
                "console" => options.ConfigureTracing(t => t.AddConsoleExporter()),
                _ => throw EnvironmentVariable.Wrong("OTEL_TRACES_EXPORTER", exporter, "otlp, console or none"),
            };
        }

        foreach (string exporter in Selected("OTEL_METRICS_EXPORTER", fallback))
        {
            _ = exporter switch
            {
                "otlp" => options.ConfigureMetrics(m => m.AddOtlp(otlp)),
                "console" => options.ConfigureMetrics(m => m.AddConsoleExporter()),
                "prometheus" => options.UsePrometheus(),
                "statsd" => options.UseStatsD(),
                _ => throw EnvironmentVariable.Wrong("OTEL_METRICS_EXPORTER", exporter, "otlp, prometheus, statsd, console or none"),
            };
        }

        foreach (string exporter in Selected("OTEL_LOGS_EXPORTER", fallback))
        {
            options.LogExporters.Add(exporter switch
            {
                "otlp" => logging => logging.AddOtlp(otlp),
                "console" => logging => logging.AddConsoleExporter(),
                _ => throw EnvironmentVariable.Wrong("OTEL_LOGS_EXPORTER", exporter, "otlp, console or none"),
            });
        }
    }

    private static IEnumerable<string> Selected(string variable, string fallback) =>
        EnvironmentVariable.ReadList(variable, fallback).Where(e => e != "none");
}
