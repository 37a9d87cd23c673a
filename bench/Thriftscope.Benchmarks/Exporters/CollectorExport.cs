using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Thriftscope.OpenTelemetry.Otlp;

namespace Thriftscope.Benchmarks.Exporters;

/// <summary>OTLP over HTTP: as we set it up, or with OpenTelemetry's exporter alone.</summary>
internal sealed class CollectorExport(TracerProvider? tracing, MeterProvider metrics) : IExport
{
    /// <summary>As <c>ThriftTelemetry.Start(o => o.UseOtlp(…))</c> sets it up.</summary>
    public static CollectorExport Ours(string name, bool withSpans)
    {
        OtlpTarget target = new(OtlpSink.Shared.Address, OtlpExportProtocol.HttpProtobuf);
        return new(
            withSpans ? Sdk.CreateTracerProviderBuilder().AddSource(name).AddOtlp(target).Build() : null,
            Sdk.CreateMeterProviderBuilder().AddMeter(name).SetExemplarFilter(ExemplarFilterType.TraceBased).AddOtlp(target).Build());
    }

    public static CollectorExport Alone(string name, bool withSpans) => new(
        withSpans ? Sdk.CreateTracerProviderBuilder().AddSource(name).AddOtlpExporter(o => Configure(o, "v1/traces")).Build() : null,
        Sdk.CreateMeterProviderBuilder().AddMeter(name).AddOtlpExporter(o => Configure(o, "v1/metrics")).Build());

    public void Deliver()
    {
        Settle();
        Require(metrics.ForceFlush());
    }

    public void Settle() => Require(tracing?.ForceFlush() ?? true);

    public void Dispose()
    {
        tracing?.Dispose();
        metrics.Dispose();
    }

    private static void Configure(OtlpExporterOptions options, string path)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri(OtlpSink.Shared.Address, path);
    }

    private static void Require(bool isSent)
    {
        if (!isSent)
            throw new InvalidOperationException("OTLP was not delivered.");
    }
}
