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
    private const int DefaultMetricTimeout = 30_000;

    public static TracerProviderBuilder AddOtlp(this TracerProviderBuilder tracing, OtlpTarget target) => tracing.AddProcessor(_ =>
    {
        OtlpExporterOptions options = target.For(OtlpSignal.Traces);
        BatchExportProcessorOptions<Activity> batch = options.BatchExportProcessorOptions;
        options.LimitTimeout(batch.ExporterTimeoutMilliseconds);
        return new BatchActivityExportProcessor(
            new CountedTraceExporter(options),
            batch.MaxQueueSize, batch.ScheduledDelayMilliseconds, batch.ExporterTimeoutMilliseconds, batch.MaxExportBatchSize);
    });

    // The SDK's own, since only that can choose the aggregation that a variable asks for. What a failed export of metrics had, the
    // next one has too: there is nothing to count.
    public static MeterProviderBuilder AddOtlp(this MeterProviderBuilder metrics, OtlpTarget target) =>
        metrics.AddOtlpExporter(options =>
        {
            target.Configure(options, OtlpSignal.Metrics);
            options.LimitTimeout(new PeriodicExportingMetricReaderOptions().ExportTimeoutMilliseconds ?? DefaultMetricTimeout);
        });

    public static OpenTelemetryLoggerOptions AddOtlp(this OpenTelemetryLoggerOptions logging, OtlpTarget target) =>
        logging.AddProcessor(_ =>
        {
            OtlpExporterOptions options = target.For(OtlpSignal.Logs);
            BatchExportLogRecordProcessorOptions batch = new();
            options.LimitTimeout(batch.ExporterTimeoutMilliseconds);
            return CountedLogExporter.Processor(options, batch);
        });

    // The SDK reads a processor's export timeout (OTEL_BSP_EXPORT_TIMEOUT and its like), and then lets exports take longer.
    private static void LimitTimeout(this OtlpExporterOptions options, int limit)
    {
        if (limit > 0)
            options.TimeoutMilliseconds = Math.Min(options.TimeoutMilliseconds, limit);
    }
}
