using System.Globalization;
using System.Text;

namespace Thriftscope.Benchmarks.Reporting;

/// <summary>Puts results into the README, between the marks that stand there.</summary>
internal static class Readme
{
    private const string Begin = "<!-- results -->";
    private const string End = "<!-- end of results -->";

    public static void Update(string path, IReadOnlyList<BenchResult> results)
    {
        string text = File.ReadAllText(path);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal);
        int end = text.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
            throw new InvalidDataException($"{path} lacks the marks {Begin} and {End}.");
        File.WriteAllText(path, $"{text[..begin]}{Begin}\n{Render(results)}\n{text[end..]}");
    }

    private static string Render(IReadOnlyList<BenchResult> results)
    {
        StringBuilder text = new();
        _ = text.AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}, {Machine.Describe()}.");
        foreach (IGrouping<string, BenchResult> table in results.GroupBy(r => r.Peer))
            AppendTable(text, table.Key, [.. table]);
        return text.ToString();
    }

    private static void AppendTable(StringBuilder text, string peer, BenchResult[] rows)
    {
        bool calls = rows[0].OursCpuNs is not null;
        _ = text.AppendLine(CultureInfo.InvariantCulture, $"\nAgainst {peer}:\n");
        _ = text.AppendLine(calls
            ? "| | ours, calls/s | peer, calls/s | ratio | ours, CPU/call | peer, CPU/call | ours, bytes/call | peer, bytes/call |\n|---|--:|--:|--:|--:|--:|--:|--:|"
            : "| | ours | peer | ratio | ours, bytes | peer, bytes |\n|---|--:|--:|--:|--:|--:|");
        foreach (BenchResult row in rows)
        {
            _ = text.AppendLine(calls
                ? FormattableString.Invariant($"| {Escape(row.Name)} | {1e9 / row.OursNs:N0} | {1e9 / row.PeerNs:N0} | {row.Ratio:0.00} | {Time(row.OursCpuNs)} | {Time(row.PeerCpuNs)} | {row.OursBytes:N0} | {row.PeerBytes:N0} |")
                : FormattableString.Invariant($"| {Escape(row.Name)} | {Time(row.OursNs)} | {Time(row.PeerNs)} | {row.Ratio:0.00} | {row.OursBytes:N0} | {row.PeerBytes:N0} |"));
        }
    }

    // Markdown would take list<i32> for a tag.
    private static string Escape(string name) => name.Replace("<", "&lt;", StringComparison.Ordinal);

    private static string Time(double? ns) =>
        ns < 1000 ? FormattableString.Invariant($"{ns:0.0} ns") : FormattableString.Invariant($"{ns / 1000:N2} µs");
}
