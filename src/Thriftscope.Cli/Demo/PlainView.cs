using System.Globalization;

namespace Thriftscope.Cli.Demo;

/// <summary>Lines of text, for files and pipes.</summary>
internal sealed class PlainView(TextWriter output) : IDemoView
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    public async Task WatchAsync(Func<DemoSnapshot> snapshot, CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                DemoSnapshot now = snapshot();
                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{now.Elapsed.TotalSeconds,6:0} s  {now.Calls,8} calls  {now.Errors,6} errors  {now.Methods.Sum(m => m.Rate),8:0.0} calls/s"));
            }
        }
        catch (OperationCanceledException)
        {
            // The end was asked for.
        }
    }

    public async Task ShowResultAsync(DemoSnapshot result)
    {
        await output.WriteLineAsync();
        await output.WriteLineAsync($"{"method",-24}{"calls",8}{"errors",8}{"p50",11}{"p95",11}{"p99",11}{"sent",11}{"received",11}");
        foreach (MethodRow row in result.Methods)
        {
            await output.WriteLineAsync(
                $"{row.Method,-24}{row.Calls,8}{row.Errors,8}{Durations.Format(row.P50),11}{Durations.Format(row.P95),11}{Durations.Format(row.P99),11}{row.RequestBytes,11}{row.ResponseBytes,11}");
        }

        await output.WriteLineAsync();
        await output.WriteLineAsync($"{result.Calls} calls, {result.Spans} spans in {result.Traces} traces, at most {result.MaxDepth} deep");
        if (result.LatestNotable is { } trace)
        {
            await output.WriteLineAsync();
            await output.WriteLineAsync($"The latest slow or failed trace, {trace.Id}:");
            foreach (SpanNode root in trace.Roots)
                await WriteAsync(root, "  ");
        }
    }

    private async Task WriteAsync(SpanNode node, string indent)
    {
        string error = node.Error is { } type ? $"  {type}" : "";
        await output.WriteLineAsync($"{indent}{node.Span.DisplayName} {node.Kind} {Durations.Format(node.Span.Duration)}{error}  [{node.Phases}]");
        foreach (SpanNode child in node.Children)
            await WriteAsync(child, indent + "  ");
    }
}
