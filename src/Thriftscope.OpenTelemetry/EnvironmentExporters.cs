using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

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
        foreach (string exporter in Selected("OTEL_TRACES_EXPORTER", fallback))
        {
            _ = exporter switch
            {
                "otlp" => options.ConfigureTracing(t => t.AddOtlpExporter()),
                "console" => options.ConfigureTracing(t => t.AddConsoleExporter()),
                _ => throw Unknown("OTEL_TRACES_EXPORTER", exporter, "otlp, console or none"),
            };
        }

        foreach (string exporter in Selected("OTEL_METRICS_EXPORTER", fallback))
        {
            _ = exporter switch
            {
                "otlp" => options.ConfigureMetrics(m => m.AddOtlpExporter()),
                "console" => options.ConfigureMetrics(m => m.AddConsoleExporter()),
                "prometheus" => options.UsePrometheus(),
                "statsd" => options.UseStatsD(),
                _ => throw Unknown("OTEL_METRICS_EXPORTER", exporter, "otlp, prometheus, statsd, console or none"),
            };
        }

        foreach (string exporter in Selected("OTEL_LOGS_EXPORTER", fallback))
        {
            options.LogExporters.Add(exporter switch
            {
                "otlp" => logging => logging.AddOtlpExporter(),
                "console" => logging => logging.AddConsoleExporter(),
                _ => throw Unknown("OTEL_LOGS_EXPORTER", exporter, "otlp, console or none"),
            });
        }
    }

    private static IEnumerable<string> Selected(string variable, string fallback)
    {
        string value = Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? set : fallback;
        return value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(e => e != "none");
    }

    private static InvalidOperationException Unknown(string variable, string exporter, string choices) =>
        new($"{variable} can be {choices}, not \"{exporter}\".");
}
