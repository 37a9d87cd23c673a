using System.Globalization;
using System.Text.RegularExpressions;

namespace Thriftscope.Cli.Tests;

/// <summary>The tables beside ThriftPy2 and Apache Thrift claim nothing that no test shows.</summary>
public partial class ParityTests
{
    public static TheoryData<string> Documents => ["parity-thriftpy2.md", "parity-apache.md"];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_row_has_a_verdict_and_names_tests_where_it_claims_something(string document)
    {
        Row[] rows = Rows(document);

        rows.Length.ShouldBeGreaterThan(40);
        rows.Where(r => r.Verdict is null).Select(r => r.Feature).ShouldBeEmpty();
        rows.Where(r => r.Verdict is "same" or "better" && r.ShownBy.Length == 0).Select(r => r.Feature).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_test_that_is_named_stands_in_the_tests(string document)
    {
        HashSet<string> tests = [.. TestFiles().SelectMany(TestsOf)];

        Rows(document).SelectMany(r => r.ShownBy).Where(t => !tests.Contains(t)).ShouldBeEmpty();
    }

    [Fact]
    public void The_IDL_has_its_75_rows_without_a_gap() =>
        Rows("parity-thriftpy2.md").Where(r => r.Number is not null).Select(r => r.Number).ShouldBe(Enumerable.Range(1, 75).Select(i => (int?)i));

    private static Row[] Rows(string document) =>
        [.. File.ReadLines(Path.Combine(Repository.Root, "docs", document)).Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Select(Row.Parse).OfType<Row>()];

    private static IEnumerable<string> TestFiles() => Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories);

    // A file of tests has one class, named as the file; all of its tests show something when the class alone is named.
    private static IEnumerable<string> TestsOf(string file)
    {
        string type = Path.GetFileNameWithoutExtension(file);
        return TestMethod().Matches(File.ReadAllText(file)).Select(m => $"{type}.{m.Groups[1].Value}").Prepend(type);
    }

    [GeneratedRegex(@"\[(?:Fact|Theory)[^\n]*\n(?:\s*\[[^\n]*\n)*\s*public (?:static )?(?:async )?(?:void|Task|ValueTask) (\w+)\(")]
    private static partial Regex TestMethod();

    private sealed partial record Row(int? Number, string Feature, string? Verdict, string[] ShownBy)
    {
        public static Row? Parse(string line)
        {
            string[] cells = [.. line.Trim().Trim('|').Split('|').Select(c => c.Trim())];
            if (cells[^1] is "shown by" || cells[0].Trim(':', '-').Length == 0)
                return null;
            int? number = cells.Length == 5 ? int.Parse(cells[0], CultureInfo.InvariantCulture) : null;
            Match verdict = BeginningOfVerdict().Match(cells[^2]);
            return new Row(number, cells[^4], verdict.Success ? verdict.Groups[1].Value : null, [.. cells[^1].Split(',').Select(c => c.Trim(' ', '`')).Where(c => c.Length > 0)]);
        }

        [GeneratedRegex(@"^\*\*(same|better|decided|left out|not yet)\*\*")]
        private static partial Regex BeginningOfVerdict();
    }
}
