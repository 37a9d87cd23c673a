using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;

namespace Thriftscope.OpenTelemetry.Otlp;

/// <summary>Sends log records, and counts them. The SDK's exporter of logs can't be derived from, as the other two can.</summary>
internal sealed class CountedLogExporter(OtlpLogExporter exporter, ExportCounter counter) : BaseExporter<LogRecord>
{
    /// <summary>A processor that sends in batches.</summary>
    public static BaseProcessor<LogRecord> Processor(OtlpExporterOptions options, BatchExportLogRecordProcessorOptions batch)
    {
        OtlpLogExporter exporter = new(options);
        return new CompositeProcessor<LogRecord>(
        [
            new BatchLogRecordExportProcessor(
                new CountedLogExporter(exporter, ExportCounter.OfLogs(options)),
                batch.MaxQueueSize, batch.ScheduledDelayMilliseconds, batch.ExporterTimeoutMilliseconds, batch.MaxExportBatchSize),
            new Adoption(exporter),
        ]);
    }

    public override ExportResult Export(in Batch<LogRecord> batch) => counter.Count(exporter.Export(batch), batch.Count);

    protected override bool OnForceFlush(int timeoutMilliseconds) => exporter.ForceFlush(timeoutMilliseconds);

    protected override bool OnShutdown(int timeoutMilliseconds) => exporter.Shutdown(timeoutMilliseconds);

    /// <summary>
    /// Passes no records on. An exporter learns the resource from its provider, and its provider only from a processor that has
    /// it: the batch's own exporter is the one that counts.
    /// </summary>
    private sealed class Adoption(OtlpLogExporter exporter) : BaseExportProcessor<LogRecord>(exporter)
    {
        protected override void OnExport(LogRecord data)
        {
        }

        protected override bool OnForceFlush(int timeoutMilliseconds) => true;

        // The batch shuts it down, once it is empty.
        protected override bool OnShutdown(int timeoutMilliseconds) => true;
    }
}
