using Mono.Cecil;
using Thriftscope.Cli.Running;

namespace Thriftscope.Cli.Tests.Running;

public sealed class AdditionalDependenciesTests : IDisposable
{
    private const string Library = "Microsoft.Extensions.Primitives.dll";

    private static readonly string AgentFolder = Path.Combine(AppContext.BaseDirectory, "agent");

    private readonly CompiledProgram _program = new();

    public void Dispose() => _program.Dispose();

    [Theory]
    [InlineData(99, false)]
    [InlineData(1, true)]
    public void A_program_without_a_list_keeps_what_it_has_newer(int version, bool isReplaced)
    {
        using (AssemblyDefinition library = AssemblyDefinition.ReadAssembly(Path.Combine(AgentFolder, Library)))
        {
            library.Name.Version = new Version(version, 0, 0, 0);
            library.Write(_program.FileOf(Library));
        }

        Written(_program.ProgramFolder).Contains(Library, StringComparison.Ordinal).ShouldBe(isReplaced);
    }

    [Fact]
    public void What_a_program_lists_is_compared_by_the_host()
    {
        string list = Written(unlistedFolder: null);

        list.ShouldContain(Library);
        list.ShouldContain("Thriftscope.Agent.dll");
        // Thrift.dll and what it needs are the program's own, but for the woven copy.
        list.Split("\"Thrift.dll\"").Length.ShouldBe(2);
        list.ShouldNotContain("WinHttpHandler");
    }

    private string Written(string? unlistedFolder)
    {
        string file = Path.Combine(_program.Folder, "list.json");
        AdditionalDependencies.Write(file, _program.FileOf("Thrift.dll"), AgentFolder, unlistedFolder);
        return File.ReadAllText(file);
    }
}
