using System.Diagnostics;
using System.Security.Cryptography;

namespace Thriftscope.Cli.Tests.Running;

/// <summary>A copy of the program Plain, compiled without Thriftscope, that a test may do with as it likes.</summary>
internal sealed class CompiledProgram : IDisposable
{
    private static readonly string Output = Path.Combine("bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public CompiledProgram()
    {
        Folder = Directory.CreateTempSubdirectory("thriftscope tests ").FullName;
        Directory.CreateDirectory(TemporaryFolder);
        string built = Path.Combine(Repository.Root, "tests", "Programs", "Plain", Output);
        foreach (string file in Directory.GetFiles(built, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(ProgramFolder, Path.GetRelativePath(built, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public static string Command { get; } = Path.Combine(Repository.Root, "src", "Thriftscope.Cli", Output, "Thriftscope.Cli.dll");

    /// <summary>With a space in it.</summary>
    public string Folder { get; }

    public string ProgramFolder => Path.Combine(Folder, "program");

    /// <summary>The program's, and the command's.</summary>
    public string TemporaryFolder => Path.Combine(Folder, "temporary");

    public string Assembly => FileOf("Plain.dll");

    /// <summary>Environment variables of the processes that are started.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public string FileOf(string name) => Path.Combine(ProgramFolder, name);

    /// <summary>Changes a text file of the program.</summary>
    public void Edit(string name, string old, string @new)
    {
        string text = File.ReadAllText(FileOf(name));
        text.ShouldContain(old);
        File.WriteAllText(FileOf(name), text.Replace(old, @new, StringComparison.Ordinal));
    }

    /// <summary>The hash of each file.</summary>
    public Dictionary<string, string> Hashes() => Directory.GetFiles(ProgramFolder, "*", SearchOption.AllDirectories)
        .ToDictionary(f => f, f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f))));

    /// <summary><c>dotnet Plain.dll ARGUMENTS</c>, in the program's folder.</summary>
    public Task<ShellResult> RunPlainAsync(params string[] arguments) => RunAsync("dotnet", [Assembly, .. arguments]);

    /// <summary><c>thriftscope run -- dotnet Plain.dll ARGUMENTS</c>.</summary>
    public Task<ShellResult> RunObservedAsync(params string[] arguments) => RunCommandAsync(["dotnet", Assembly, .. arguments]);

    /// <summary><c>thriftscope run -- PROGRAM</c>.</summary>
    public Task<ShellResult> RunCommandAsync(params string[] program) => RunAsync("dotnet", [Command, "run", "--", .. program]);

    /// <summary>Starts a process and gives it some text to read.</summary>
    public async Task<ShellResult> RunAsync(string file, IEnumerable<string> arguments)
    {
        using Process process = Start(file, arguments);
        await process.StandardInput.WriteAsync("some text\nfor the program");
        process.StandardInput.Close();
        return await ResultAsync(process);
    }

    /// <summary>Starts a process, sends it a signal when it is ready for it, and waits for its end.</summary>
    public async Task<ShellResult> SignalAsync(string signal, string file, IEnumerable<string> arguments, Func<Process, Task>? whileRunning = null)
    {
        // Whoever runs the tests may ignore signals, as a shell has its background jobs do, and children would inherit that.
        using Process process = Start("env", ["--default-signal=INT,TERM,HUP,QUIT", file, .. arguments]);
        string ready = (await process.StandardOutput.ReadLineAsync())!;
        // Its own process id: the signal goes to the process that was started, whatever has become of it.
        ready.ShouldBe($"ready {process.Id}");
        if (whileRunning is not null)
            await whileRunning(process);
        using (Process kill = Process.Start("kill", ["-" + signal, $"{process.Id}"]))
            await kill.WaitForExitAsync();
        return await ResultAsync(process);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static async Task<ShellResult> ResultAsync(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource limit = new(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new ShellResult(process.ExitCode, await output, await error);
    }

    private Process Start(string file, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(file, arguments)
        {
            WorkingDirectory = ProgramFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TMPDIR"] = TemporaryFolder;
        foreach ((string name, string value) in Environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
