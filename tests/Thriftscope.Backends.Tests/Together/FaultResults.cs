using System.Globalization;
using System.Text;

namespace Thriftscope.Backends.Tests.Together;

/// <summary>The figures of all faults, as the table that is in docs/reliability.md.</summary>
public sealed class FaultResults : IDisposable
{
    private readonly StringBuilder _table = new("""
        | fault | calls made | calls lost | spans made | arrived | dropped | durations measured | at StatsD | measurements dropped | peak memory |
        |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|

        """);

    internal void Add(string fault, DemoReport report, Losses losses, int spans, long timed, long peakMemory) => _table.AppendLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {fault} | {report.Customers.Calls} | {report.Customers.Lost} | {report.Spans} | {spans} | {losses.Spans} | {report.Calls} | {timed} | {losses.Measurements} | {peakMemory / 1024 / 1024} MiB |"));

    public void Dispose() => Results.Write("faults.md", _table.ToString());
}
