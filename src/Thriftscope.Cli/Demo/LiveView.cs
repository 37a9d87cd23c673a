using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Thriftscope.Cli.Demo;

/// <summary>A table and a trace in the terminal, drawn anew twice a second.</summary>
internal sealed class LiveView(IAnsiConsole console) : IDemoView
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    public Task WatchAsync(Func<DemoSnapshot> snapshot, CancellationToken cancellationToken) =>
        console.Live(Draw(snapshot())).AutoClear(true).StartAsync(async live =>
        {
            using PeriodicTimer timer = new(Interval);
            try
            {
                while (await timer.WaitForNextTickAsync(cancellationToken))
                {
                    live.UpdateTarget(Draw(snapshot()));
                    live.Refresh();
                }
            }
            catch (OperationCanceledException)
            {
                // The end was asked for.
            }
        });

    public Task ShowResultAsync(DemoSnapshot result)
    {
        console.Write(Draw(result));
        console.MarkupLineInterpolated($"{result.Calls} calls, {result.Spans} spans in {result.Traces} traces, at most {result.MaxDepth} deep");
        return Task.CompletedTask;
    }

    private static Rows Draw(DemoSnapshot snapshot)
    {
        List<IRenderable> parts = [Methods(snapshot)];
        if (snapshot.LatestNotable is { } trace)
            parts.Add(Trace(trace));
        return new Rows(parts);
    }

    private static Table Methods(DemoSnapshot snapshot)
    {
        Table table = new Table().Border(TableBorder.Rounded).Title(string.Create(
            CultureInfo.InvariantCulture, $"[bold]{snapshot.Elapsed:hh\\:mm\\:ss}[/]  {snapshot.Calls} calls  {snapshot.Traces} traces"));
        _ = table.AddColumn("method");
        foreach (string column in (string[])["calls", "rate /s", "errors", "p50", "p95", "p99", "sent", "received"])
            _ = table.AddColumn(new TableColumn(column).RightAligned());
        foreach (MethodRow row in snapshot.Methods)
        {
            string share = row.ErrorShare.ToString("0.0 %", CultureInfo.InvariantCulture);
            _ = table.AddRow(
                Markup.Escape(row.Method),
                row.Calls.ToString(CultureInfo.InvariantCulture),
                row.Rate.ToString("0.0", CultureInfo.InvariantCulture),
                row.Errors == 0 ? $"[green]{share}[/]" : $"[red]{share}[/]",
                Durations.Format(row.P50),
                Durations.Format(row.P95),
                Durations.Format(row.P99),
                Bytes(row.RequestBytes),
                Bytes(row.ResponseBytes));
        }

        return table;
    }

    private static Tree Trace(TraceTree trace)
    {
        Tree tree = new($"The latest slow or failed trace, [dim]{trace.Id}[/]");
        foreach (SpanNode root in trace.Roots)
            Add(tree, root);
        return tree;
    }

    private static void Add(IHasTreeNodes parent, SpanNode node)
    {
        string error = node.Error is { } type ? $" [red]{Markup.Escape(type)}[/]" : "";
        TreeNode added = parent.AddNode(
            $"{Markup.Escape(node.Span.DisplayName)} [dim]{node.Kind}[/] [bold]{Durations.Format(node.Span.Duration)}[/]{error} [dim]{Markup.Escape(node.Phases)}[/]");
        foreach (SpanNode child in node.Children)
            Add(added, child);
    }

    private static string Bytes(long bytes) => bytes switch
    {
        >= 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB"),
        >= 1 << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
    };
}
