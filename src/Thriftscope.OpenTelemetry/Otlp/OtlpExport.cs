using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Thriftscope.OpenTelemetry.Otlp;

/// <summary>
/// Sends signals by OTLP, with the variables of each signal. Spans and logs are counted, and go in batches: a call never waits for
/// a collector.
/// </summary>
internal static class OtlpExport
{
    public static TracerProviderBuilder AddOtlp(this TracerProviderBuilder tracing, OtlpTarget target) => tracing.AddProcessor(_ =>
    {
        OtlpExporterOptions options = target.For(OtlpSignal.Traces);
        BatchExportProcessorOptions<Activity> batch = options.BatchExportProcessorOptions;
        return new BatchActivityExportProcessor(
            new CountedTraceExporter(options),
            batch.MaxQueueSize, batch.ScheduledDelayMilliseconds, batch.ExporterTimeoutMilliseconds, batch.MaxExportBatchSize);
    });

    // The SDK's own, since only that can choose the aggregation that a variable asks for. What a failed export of metrics had, the
    // next one has too: there is nothing to count.
    public static MeterProviderBuilder AddOtlp(this MeterProviderBuilder metrics, OtlpTarget target) =>
        metrics.AddOtlpExporter(options => target.Configure(options, OtlpSignal.Metrics));

    public static OpenTelemetryLoggerOptions AddOtlp(this OpenTelemetryLoggerOptions logging, OtlpTarget target) =>
        logging.AddProcessor(_ => CountedLogExporter.Processor(target.For(OtlpSignal.Logs)));
}
