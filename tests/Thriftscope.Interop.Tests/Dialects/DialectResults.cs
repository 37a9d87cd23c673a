using System.Collections.Concurrent;
using Thriftscope.Interop.Tests.Matrix;

[assembly: AssemblyFixture(typeof(Thriftscope.Interop.Tests.Dialects.DialectResults))]

namespace Thriftscope.Interop.Tests.Dialects;

/// <summary>Keeps what each cell gave, and writes it to <c>artifacts/dialects.md</c>, for <c>eng/dialects.sh</c>.</summary>
public sealed class DialectResults : IDisposable
{
    private static readonly ConcurrentDictionary<(DialectCell Cell, bool IsRead), bool> Results = new();

    internal static async Task RunAsync(DialectCell cell, bool isRead, Func<Task> test)
    {
        Results[(cell, isRead)] = false;
        await test();
        Results[(cell, isRead)] = true;
    }

    public void Dispose()
    {
        if (Results.IsEmpty)
            return;
        Directory.CreateDirectory(Repository.Artifacts);
        File.WriteAllText(Path.Combine(Repository.Artifacts, "dialects.md"), Table());
    }

    private static string Table()
    {
        (string Protocol, string Framing)[] columns = [.. DialectCell.Read.Select(c => (c.Protocol, c.Framing)).Distinct()];
        List<string> lines =
        [
            $"| | {string.Join(" | ", columns.Select(c => $"{c.Protocol}, {(c.Framing == "own" ? "its own frames or HTTP" : c.Framing)}"))} |",
            $"| --- |{string.Concat(columns.Select(_ => " --- |"))}",
        ];
        foreach (string dialect in DialectCell.Read.Select(c => c.Dialect).Distinct())
            lines.Add($"| `{dialect}` | {string.Join(" | ", columns.Select(c => Cell(dialect, c.Protocol, c.Framing)))} |");
        return string.Join('\n', lines) + "\n";
    }

    private static string Cell(string dialect, string protocol, string framing)
    {
        string[] parts = [Part(DialectCell.Read, isRead: true, "read"), Part(DialectCell.Written, isRead: false, "written")];
        string text = string.Join(", ", parts.Where(p => p.Length > 0));
        return text.Length == 0 ? "–" : text;

        string Part(DialectCell[] cells, bool isRead, string what)
        {
            bool?[] results = [.. cells.Where(c => (c.Dialect, c.Protocol, c.Framing) == (dialect, protocol, framing))
                .Select(c => Results.TryGetValue((c, isRead), out bool passed) ? passed : (bool?)null)];
            return results.Length == 0 ? "" : results.Contains(null) ? $"{what}: not run" : results.Contains(false) ? $"{what}: fails" : what;
        }
    }
}
