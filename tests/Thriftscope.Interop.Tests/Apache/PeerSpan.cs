using System.Diagnostics;
using System.Text.Json;

namespace Thriftscope.Interop.Tests.Apache;

/// <summary>A span of any runtime, as far as its place in a trace goes.</summary>
internal sealed record PeerSpan(string Kind, string Name, string Trace, string Span, string Parent, string? Tracestate = null, string? Baggage = null)
{
    /// <summary>What the instrumented Python peer has recorded of one trace.</summary>
    public static async Task<PeerSpan[]> OfAsync(PeerProcess peer, string trace)
    {
        string json = await peer.EvaluateAsync("apache_tracing.spans()");
        return [.. JsonSerializer.Deserialize<PeerSpan[]>(json, JsonSerializerOptions.Web)!.Where(s => s.Trace == trace)];
    }

    public static PeerSpan Of(Activity span) => new(
        span.Kind.ToString(),
        span.DisplayName,
        span.TraceId.ToString(),
        span.SpanId.ToString(),
        span.ParentSpanId == default ? "" : span.ParentSpanId.ToString(),
        span.TraceStateString);
}
