using System.Text.Json;

namespace Thriftscope.Cli.Demo;

/// <summary>The demo's counts as JSON, for programs.</summary>
internal static class DemoReport
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Task WriteAsync(Stream stream, DemoSnapshot result, CustomerCounts customers) => JsonSerializer.SerializeAsync(
        stream,
        new
        {
            result.Calls,
            result.Spans,
            result.Traces,
            result.MaxDepth,
            Customers = customers,
            Methods = result.Methods.Select(m => new
            {
                m.Method,
                m.Calls,
                m.Errors,
                P50Ms = m.P50.TotalMilliseconds,
                P95Ms = m.P95.TotalMilliseconds,
                P99Ms = m.P99.TotalMilliseconds,
            }),
        },
        Format);
}
