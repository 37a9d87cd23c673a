using Mono.Cecil;
using Thriftscope.Cli.Running;

namespace Thriftscope.Cli.Tests.Running;

public sealed class RunUsageTests : IDisposable
{
    private readonly CompiledProgram _program = new();

    public void Dispose() => _program.Dispose();

    [Theory]
    [InlineData("run -- dotnet MyApp.dll", "run")]
    [InlineData("run -- dotnet MyApp.dll", "run", "--")]
    [InlineData("after two dashes", "run", "dotnet", "MyApp.dll")]
    [InlineData("after two dashes", "run", "--bogus", "--", "dotnet", "MyApp.dll")]
    [InlineData("command of the SDK", "run", "--", "dotnet", "run")]
    [InlineData("command of the SDK", "run", "--", "dotnet", "test", "My.Tests")]
    [InlineData("needs a program", "run", "--", "dotnet")]
    [InlineData("needs a program", "run", "--", "dotnet", "exec", "--roll-forward", "Major")]
    [InlineData("--roll-forward needs a value", "run", "--", "dotnet", "--roll-forward")]
    [InlineData("with --info before it", "run", "--", "dotnet", "--info")]
    [InlineData("nowhere.dll. Has the program been built?", "run", "--", "dotnet", "nowhere.dll")]
    [InlineData("run -- dotnet MyApp.dll", "run", "--", "MyApp.dll")]
    [InlineData("no program ./nowhere", "run", "--", "./nowhere")]
    [InlineData("no program thriftscope-nowhere", "run", "--", "thriftscope-nowhere")]
    [InlineData("no nowhere/dotnet", "run", "--", "nowhere/dotnet", "Thriftscope.Cli.Tests.dll")]
    [InlineData("is no .NET program, or one published as a single file", "run", "--", "/bin/sh")]
    public async Task What_starts_no_compiled_program_is_exit_code_4_and_says_what_would(string hint, params string[] args)
    {
        Directory.SetCurrentDirectory(AppContext.BaseDirectory);

        await ShouldBeRefusedAsync(hint, args);
    }

    [Fact]
    public async Task A_library_is_no_program()
    {
        await ShouldBeRefusedAsync("Thrift.dll is a library", "run", "--", "dotnet", _program.FileOf("Thrift.dll"));
    }

    [Fact]
    public async Task A_self_contained_program_is_refused()
    {
        _program.Edit("Plain.runtimeconfig.json", "\"framework\": {", "\"includedFrameworks\": [{} ], \"was\": {");

        await ShouldBeRefusedAsync("--self-contained false");
    }

    [Theory]
    [InlineData]
    [InlineData("--roll-forward", "Minor")]
    [InlineData("--fx-version", "8.0.1")]
    public async Task A_program_on_an_older_runtime_is_told_to_roll_forward(params string[] options)
    {
        _program.Edit("Plain.runtimeconfig.json", "\"version\": \"10.0.0\"", "\"version\": \"8.0.0\"");

        await ShouldBeRefusedAsync("dotnet --roll-forward Major", ["run", "--", "dotnet", .. options, _program.Assembly]);
    }

    [Fact]
    public async Task A_program_that_takes_no_hooks_is_refused()
    {
        _program.Edit("Plain.runtimeconfig.json", "\"configProperties\": {", "\"configProperties\": { \"System.StartupHookProvider.IsSupported\": false,");

        await ShouldBeRefusedAsync("turns startup hooks off");
    }

    [Fact]
    public async Task A_file_that_is_no_json_is_named()
    {
        await File.WriteAllTextAsync(_program.FileOf("Plain.deps.json"), "{ \"targets\": ", TestContext.Current.CancellationToken);

        await ShouldBeRefusedAsync("Plain.deps.json can't be read");
    }

    [Fact]
    public async Task A_thrift_that_is_too_old_is_named_with_its_version()
    {
        byte[] current = await File.ReadAllBytesAsync(_program.FileOf("Thrift.dll"), TestContext.Current.CancellationToken);
        using (AssemblyDefinition thrift = AssemblyDefinition.ReadAssembly(new MemoryStream(current)))
        {
            thrift.Name.Version = new Version(0, 22, 0, 0);
            thrift.Write(_program.FileOf("Thrift.dll"));
        }

        await ShouldBeRefusedAsync("is Apache Thrift 0.22.0.0, which is too old");
    }

    [Fact]
    public async Task Another_library_of_that_name_is_refused()
    {
        File.Copy(_program.Assembly, _program.FileOf("Thrift.dll"), overwrite: true);

        await ShouldBeRefusedAsync("not Apache Thrift's library");
    }

    [Fact]
    public async Task Where_a_process_cant_be_replaced_the_program_is_a_child_with_the_same_exit_code()
    {
        ProgramCommand command = ProgramCommand.Parse(["dotnet", _program.Assembly, "exit", "9"]);
        PreparedProgram prepared = PreparedProgram.Prepare(command, RuntimeConfiguration.Read(command), _program.FileOf("Thrift.dll"));

        int exitCode = await ChildProcess.RunAsync(prepared.Host, prepared.Arguments);
        prepared.Delete();

        exitCode.ShouldBe(9);
        Directory.Exists(prepared.Folder).ShouldBeFalse();
    }

    private Task ShouldBeRefusedAsync(string hint) => ShouldBeRefusedAsync(hint, "run", "--", "dotnet", _program.Assembly);

    private static async Task ShouldBeRefusedAsync(string hint, params string[] args)
    {
        ShellResult result = await Shell.RunAsync(args);

        result.ExitCode.ShouldBe(4, result.Error);
        result.Output.ShouldBeEmpty();
        result.Error.ShouldContain(hint);
    }
}
