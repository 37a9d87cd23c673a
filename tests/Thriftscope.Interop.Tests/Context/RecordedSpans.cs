using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Thriftscope.Interop.Tests.Context;

/// <summary>Records what OpenTelemetry's SDK would export of a scenario.</summary>
internal static class RecordedSpans
{
    /// <summary>Runs a scenario, which stops its own servers: a server span ends only after its caller has the reply.</summary>
    public static async Task<Activity[]> OfAsync(Func<Task> scenario)
    {
        List<Activity> spans = [];
        using (Sdk.CreateTracerProviderBuilder().AddThriftInstrumentation().AddInMemoryExporter(spans).Build())
            await scenario();
        return [.. spans];
    }

    /// <summary>Follows a trace from its root down, where each span has at most one child.</summary>
    public static IEnumerable<Activity> Chain(this Activity[] spans, Activity root)
    {
        for (Activity? span = root; span is not null; span = spans.SingleOrDefault(s => s.ParentSpanId == span.SpanId && s.TraceId == span.TraceId))
            yield return span;
    }
}
