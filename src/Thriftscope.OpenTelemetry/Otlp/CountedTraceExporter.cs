using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;

namespace Thriftscope.OpenTelemetry.Otlp;

/// <summary>Sends spans, and counts them.</summary>
internal sealed class CountedTraceExporter(OtlpExporterOptions options) : OtlpTraceExporter(options)
{
    private readonly ExportCounter _counter = ExportCounter.OfSpans(options);

    public override ExportResult Export(in Batch<Activity> activityBatch) => _counter.Count(base.Export(activityBatch), activityBatch.Count);
}
