using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Exporter;

namespace Thriftscope.OpenTelemetry.Otlp;

/// <summary>
/// Counts what was exported and what was lost in doing so, which the SDK does not. The names are those of
/// https://opentelemetry.io/docs/specs/semconv/otel/sdk-metrics/.
/// </summary>
internal sealed class ExportCounter
{
    /// <summary>The SDK's own meter: what its batches took, and what found them full.</summary>
    public const string SdkMeterName = "otel.sdk.experimental";

    public const string MeterName = "Thriftscope.Export";

    private static readonly Meter Meter = new(MeterName, typeof(ExportCounter).Assembly.GetName().Version?.ToString(3));
    private static readonly Counter<long> Spans = Meter.CreateCounter<long>(
        "otel.sdk.exporter.span.exported", "{span}", "Spans whose export has ended, well or with an error.");

    private static readonly Counter<long> Records = Meter.CreateCounter<long>(
        "otel.sdk.exporter.log.exported", "{log_record}", "Log records whose export has ended, well or with an error.");

    private readonly Counter<long> _counter;
    private readonly KeyValuePair<string, object?>[] _exported;
    private readonly KeyValuePair<string, object?>[] _lost;

    private ExportCounter(Counter<long> counter, OtlpExporterOptions options, string kind)
    {
        _counter = counter;
        string transport = options.Protocol == OtlpExportProtocol.Grpc ? "grpc" : "http";
        _exported = [new("otel.component.type", $"otlp_{transport}_{kind}_exporter"), new("server.address", options.Endpoint.Host), new("server.port", options.Endpoint.Port)];
        // The exporter tells that it failed, not why: that is in the SDK's self-diagnostics.
        _lost = [.. _exported, new("error.type", "_OTHER")];
    }

    public static ExportCounter OfSpans(OtlpExporterOptions options) => new(Spans, options, "span");

    public static ExportCounter OfLogs(OtlpExporterOptions options) => new(Records, options, "log");

    public ExportResult Count(ExportResult result, long items)
    {
        _counter.Add(items, result == ExportResult.Success ? _exported : _lost);
        return result;
    }
}
