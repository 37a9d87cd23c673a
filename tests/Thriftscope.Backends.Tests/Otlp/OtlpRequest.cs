using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Thriftscope.Backends.Tests.Otlp.Proto;

namespace Thriftscope.Backends.Tests.Otlp;

/// <summary>One export: a batch of one signal.</summary>
internal sealed class OtlpRequest(HttpRequest request, IMessage message)
{
    public string Path { get; } = request.Path.Value!;

    public IReadOnlyDictionary<string, string> Headers { get; } =
        request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether it was sent compressed.</summary>
    public bool Compressed => Headers.GetValueOrDefault("Grpc-Encoding") == "gzip" || Headers.GetValueOrDefault(OtlpHttp.SentEncoding) == "gzip";

    /// <summary>The decoded request; what it has that the receiver's schema lacks is kept in it as unknown fields.</summary>
    public IMessage Message => message;

    public IEnumerable<OtlpSpan> Spans =>
        from resource in (message as ExportTraceServiceRequest)?.ResourceSpans ?? []
        from scope in resource.ScopeSpans
        from span in scope.Spans
        select new OtlpSpan(resource.Resource, scope.Scope, span);

    public IEnumerable<OtlpMetric> Metrics =>
        from resource in (message as ExportMetricsServiceRequest)?.ResourceMetrics ?? []
        from scope in resource.ScopeMetrics
        from metric in scope.Metrics
        select new OtlpMetric(resource.Resource, scope.Scope, metric);

    public IEnumerable<OtlpLog> Logs =>
        from resource in (message as ExportLogsServiceRequest)?.ResourceLogs ?? []
        from scope in resource.ScopeLogs
        from log in scope.LogRecords
        select new OtlpLog(resource.Resource, scope.Scope, log);
}

/// <summary>A span, and who made it.</summary>
internal sealed record OtlpSpan(Resource Resource, InstrumentationScope Scope, Span Span);

/// <summary>A metric of one export, and who made it.</summary>
internal sealed record OtlpMetric(Resource Resource, InstrumentationScope Scope, Metric Metric);

/// <summary>A log record, and who made it.</summary>
internal sealed record OtlpLog(Resource Resource, InstrumentationScope Scope, LogRecord Record);
