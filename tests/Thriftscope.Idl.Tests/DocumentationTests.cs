using System.Reflection;
using Thriftscope.Idl.Diagnostics;

namespace Thriftscope.Idl.Tests;

public class DocumentationTests
{
    [Fact]
    public void Every_diagnostic_is_in_the_documentation()
    {
        string[] documented = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "docs", "idl.md")).Where(l => l.StartsWith("| THRIFT", StringComparison.Ordinal))];

        IEnumerable<string> rules = typeof(Rules).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(f => (DiagnosticRule)f.GetValue(null)!)
            .Select(r => $"| {r.Code} | {r.Severity.ToString().ToLowerInvariant()} | {r.Message} |");
        documented.ShouldBe(rules);
    }
}
