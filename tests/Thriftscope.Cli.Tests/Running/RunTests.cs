using System.Net.Sockets;
using Thriftscope.Cli.Running;

namespace Thriftscope.Cli.Tests.Running;

/// <summary>A program must not be able to tell that it is observed. Nothing listens for OTLP here: exporters fail, and are silent.</summary>
public sealed class RunTests : IDisposable
{
    private readonly CompiledProgram _program = new();

    public void Dispose() => _program.Dispose();

    [Theory]
    [InlineData("0")]
    [InlineData("3", "two words", "\"quoted\"", "'", "", "--help", "--", "@file", "$HOME", "naïve 𝄞", "a=b", "\\")]
    [InlineData("255", "--version")]
    public async Task A_program_sees_and_prints_and_returns_the_same(string exitCode, params string[] arguments)
    {
        ShellResult plain = await _program.RunPlainAsync(["show", exitCode, .. arguments]);
        ShellResult observed = await _program.RunObservedAsync(["show", exitCode, .. arguments]);

        observed.ShouldBe(plain);
        observed.Output.ShouldContain("standard input [some text\nfor the program]");
        observed.ExitCode.ToString(System.Globalization.CultureInfo.InvariantCulture).ShouldBe(exitCode);
    }

    [Fact]
    public async Task A_programs_own_executable_runs_too()
    {
        string executable = _program.FileOf("Plain");
        ShellResult plain = await _program.RunAsync(executable, ["show", "1"]);
        ShellResult observed = await _program.RunCommandAsync(executable, "show", "1");

        observed.ShouldBe(plain);
    }

    [Fact]
    public async Task A_link_to_a_programs_executable_runs_too()
    {
        string link = Path.Combine(_program.Folder, "link");
        File.CreateSymbolicLink(link, _program.FileOf("Plain"));

        (await _program.RunCommandAsync(link, "exit", "9")).ShouldBe(new ShellResult(9, "", ""));
    }

    [Fact]
    public async Task A_program_without_a_list_of_its_libraries_runs_too()
    {
        File.Delete(_program.FileOf("Plain.deps.json"));
        ShellResult plain = await _program.RunPlainAsync("show", "1");
        ShellResult observed = await _program.RunObservedAsync("show", "1");

        observed.ShouldBe(plain);
    }

    [Fact]
    public async Task Libraries_are_found_in_the_folder_of_packages()
    {
        File.Delete(_program.FileOf("Thrift.dll"));
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string[] program = ["exec", "--additionalprobingpath", packages, _program.Assembly, "show", "1"];
        ShellResult plain = await _program.RunAsync("dotnet", program);
        ShellResult observed = await _program.RunCommandAsync(["dotnet", .. program]);

        plain.ExitCode.ShouldBe(1, plain.Error);
        observed.ShouldBe(plain);
    }

    [Fact]
    public async Task Options_of_the_host_are_kept()
    {
        string elsewhere = Path.Combine(_program.Folder, "elsewhere.json");
        File.Move(_program.FileOf("Plain.runtimeconfig.json"), elsewhere);
        string[] program = ["exec", "--runtimeconfig", elsewhere, "--roll-forward", "LatestMinor", _program.Assembly, "show", "1"];
        ShellResult plain = await _program.RunAsync("dotnet", program);
        ShellResult observed = await _program.RunCommandAsync(["dotnet", .. program]);

        plain.ExitCode.ShouldBe(1, plain.Error);
        observed.ShouldBe(plain);
    }

    [Fact]
    public async Task A_program_that_may_roll_forward_runs_on_the_agents_runtime()
    {
        _program.Edit("Plain.runtimeconfig.json", "\"version\": \"10.0.0\"", "\"version\": \"8.0.0\"");

        (await _program.RunCommandAsync("dotnet", "--roll-forward", "Major", _program.Assembly, "exit", "9")).ShouldBe(new ShellResult(9, "", ""));
    }

    [Fact]
    public async Task A_program_that_fails_prints_the_same_and_has_the_same_exit_code()
    {
        ShellResult plain = await _program.RunPlainAsync("crash");
        ShellResult observed = await _program.RunObservedAsync("crash");

        observed.ShouldBe(plain);
        observed.Error.ShouldContain("The sum is 3.");
    }

    [Fact]
    public async Task Its_files_are_unchanged_and_no_temporary_file_is_left()
    {
        Dictionary<string, string> before = _program.Hashes();

        (await _program.RunObservedAsync("exit", "0")).ShouldBe(new ShellResult(0, "", ""));

        _program.Hashes().ShouldBe(before, ignoreOrder: true);
        Directory.GetFileSystemEntries(_program.TemporaryFolder).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_program_that_never_began_has_left_is_deleted_by_a_later_run()
    {
        (await _program.RunCommandAsync(["dotnet", "--fx-version", "99.0.0", _program.Assembly, "exit", "0"])).ExitCode.ShouldNotBe(0);
        string left = Directory.GetDirectories(_program.TemporaryFolder).ShouldHaveSingleItem();
        string recent = Directory.CreateDirectory(Path.Combine(_program.TemporaryFolder, "thriftscope-recent")).FullName;
        TimeSpan longAgo = TimeSpan.FromHours(2);
        Directory.SetLastWriteTimeUtc(left, DateTime.UtcNow - longAgo);

        (await _program.RunObservedAsync("exit", "0")).ExitCode.ShouldBe(0);

        Directory.GetFileSystemEntries(_program.TemporaryFolder).ShouldBe([recent]);
    }

    [Fact]
    public async Task Without_a_temporary_folder_the_command_says_what_to_do()
    {
        Directory.Delete(_program.TemporaryFolder);

        ShellResult result = await _program.RunObservedAsync("exit", "0");

        result.ExitCode.ShouldBe(4);
        result.Error.ShouldContain("Set TMPDIR");
    }

    [Theory]
    [InlineData("handle-signals", "INT")]
    [InlineData("handle-signals", "TERM")]
    [InlineData("wait", "INT")]
    [InlineData("wait", "TERM")]
    [InlineData("wait", "HUP")]
    public async Task A_signal_does_to_it_what_it_does_without(string what, string signal)
    {
        ShellResult plain = await _program.SignalAsync(signal, "dotnet", [_program.Assembly, what]);
        ShellResult observed = await _program.SignalAsync(signal, "dotnet", [CompiledProgram.Command, "run", "--", "dotnet", _program.Assembly, what]);

        observed.ShouldBe(plain);
    }

    [Fact]
    public async Task A_signal_that_it_was_started_to_ignore_does_not_end_it()
    {
        // As nohup does it: the first signal does nothing, and the second ends the program.
        string script = "trap '' INT; dotnet \"$1\" run -- dotnet \"$2\" wait | (read ready id; kill -INT $id; sleep 0.3; kill -0 $id && kill -TERM $id)";
        ShellResult result = await _program.RunAsync("sh", ["-c", script, "sh", CompiledProgram.Command, _program.Assembly]);

        result.ExitCode.ShouldBe(0, result.Error);
    }

    [Fact]
    public async Task Tools_can_attach_to_it()
    {
        string[] arguments = [CompiledProgram.Command, "run", "--", "dotnet", _program.Assembly, "wait"];
        ShellResult result = await _program.SignalAsync("TERM", "dotnet", arguments, async process =>
        {
            // Fails unless the program's own runtime listens there.
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            string path = Directory.GetFiles(_program.TemporaryFolder, $"dotnet-diagnostic-{process.Id}-*-socket").Single();
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        });

        result.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_program_starts_in_turn_is_not_observed()
    {
        (await _program.RunObservedAsync("child")).Output.ShouldBe("telemetry in the child: True\n");
        (await _program.RunObservedAsync("parent")).Output.ShouldBe("telemetry in the child: False\n");
    }

    [Fact]
    public async Task An_agent_that_fails_is_one_line_and_the_program_runs_on()
    {
        _program.Environment["OTEL_TRACES_EXPORTER"] = "pigeon";

        ShellResult plain = await _program.RunPlainAsync("show", "3");
        ShellResult observed = await _program.RunObservedAsync("show", "3");

        observed.Error.ShouldBe(
            "thriftscope: the program runs without telemetry: OTEL_TRACES_EXPORTER can be otlp, console or none, not \"pigeon\".\n" + plain.Error);
        observed.ShouldBe(plain with { Error = observed.Error });
    }

    [Fact]
    public async Task A_program_whose_woven_library_is_broken_runs_with_its_own()
    {
        ProgramCommand command = ProgramCommand.Parse(["dotnet", _program.Assembly, "exit", "9"]);
        PreparedProgram prepared = PreparedProgram.Prepare(command, RuntimeConfiguration.Read(command), _program.FileOf("Thrift.dll"));
        await File.WriteAllTextAsync(Path.Combine(prepared.Folder, "woven", "Thrift.dll"), "broken", TestContext.Current.CancellationToken);

        ShellResult result = await _program.RunAsync(prepared.Host, prepared.Arguments);

        result.ExitCode.ShouldBe(9, result.Error);
        result.Error.ShouldStartWith("thriftscope: the program runs without telemetry: ");
        result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1);
        Directory.Exists(prepared.Folder).ShouldBeFalse();
    }

    [Fact]
    public async Task A_program_without_thrift_runs_with_a_note()
    {
        ShellResult observed = await _program.RunCommandAsync("dotnet", CompiledProgram.Command, "call", "--help");

        observed.ExitCode.ShouldBe(0);
        observed.Output.ShouldContain("ENDPOINT");
        observed.Error.ShouldBe("thriftscope: Thriftscope.Cli has no Thrift.dll: it runs without telemetry.\n");
    }
}
