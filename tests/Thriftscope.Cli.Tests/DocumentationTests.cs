using System.CommandLine;
using System.Text.RegularExpressions;

namespace Thriftscope.Cli.Tests;

public partial class DocumentationTests
{
    public static TheoryData<string> Documents => [.. Directory.GetFiles(Repository.Root, "*.md")
        .Concat(((string[])["docs", "deploy"]).SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.md", SearchOption.AllDirectories)))
        .Select(f => Path.GetRelativePath(Repository.Root, f))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_csharp_example_stands_in_a_sample_that_is_built(string document)
    {
        string[] samples = [.. Directory.GetFiles(Path.Combine(Repository.Root, "samples"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText).Select(Unindented)];
        foreach (Match block in CSharpBlock().Matches(Text(document)))
            samples.ShouldContain(s => s.Contains(Unindented(block.Groups[1].Value), StringComparison.Ordinal), $"no sample has:\n{block.Groups[1].Value}");
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_to_a_file_leads_to_one(string document)
    {
        string folder = Path.GetDirectoryName(Path.Combine(Repository.Root, document))!;
        foreach (Match link in Link().Matches(Text(document)))
            Path.Exists(Path.Combine(folder, link.Groups[1].Value)).ShouldBeTrue($"{document} links to {link.Groups[1].Value}");
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("call")]
    [InlineData("run")]
    public void Every_option_of_a_command_is_in_the_documentation(string name)
    {
        string text = Text("docs/command-line.md");
        text.ShouldContain($"## thriftscope {name}");
        Command command = ThriftscopeCommand.Create().Subcommands.Single(c => c.Name == name);
        foreach (Option option in command.Options)
            text.ShouldContain($"`{option.Name}");
    }

    private static string Text(string document) => File.ReadAllText(Path.Combine(Repository.Root, document)).ReplaceLineEndings("\n");

    // In a document an example stands at the margin, in a sample within its method.
    private static string Unindented(string code) => Indentation().Replace(code, "");

    [GeneratedRegex("^[ \\t]+", RegexOptions.Multiline)]
    private static partial Regex Indentation();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)\)")]
    private static partial Regex Link();
}
