namespace Thriftscope.Cli.Running;

/// <summary>A command line that starts a compiled .NET program, taken apart as .NET's host does it.</summary>
/// <param name="Host">The <c>dotnet</c> that runs it.</param>
/// <param name="Options">The host's options, before the program: name, value, name, value.</param>
/// <param name="Assembly">The program, MyApp.dll.</param>
/// <param name="Arguments">The program's own arguments.</param>
internal sealed record ProgramCommand(string Host, IReadOnlyList<string> Options, string Assembly, IReadOnlyList<string> Arguments)
{
    // https://learn.microsoft.com/dotnet/core/tools/dotnet#runtime-options; each has a value.
    private static readonly string[] HostOptions =
    [
        "--additional-deps", "--additionalprobingpath", "--depsfile", "--fx-version", "--roll-forward",
        "--roll-forward-on-no-candidate-fx", "--runtimeconfig",
    ];

    /// <summary>The folder of the program.</summary>
    public string Folder => Path.GetDirectoryName(Path.GetFullPath(Assembly))!;

    /// <summary>The program's name: MyApp.</summary>
    public string Name => Path.GetFileNameWithoutExtension(Assembly);

    /// <summary>The list of its libraries; a program need not have one.</summary>
    public string DependenciesFile => Option("--depsfile") ?? Path.Combine(Folder, Name + ".deps.json");

    /// <summary>The values of one of the host's options.</summary>
    public IEnumerable<string> Values(string option) =>
        Enumerable.Range(0, Options.Count / 2).Where(i => Options[2 * i] == option).Select(i => Options[(2 * i) + 1]);

    /// <summary>The value of one of the host's options, if it was given.</summary>
    public string? Option(string option) => Values(option).LastOrDefault();

    /// <summary>The host's options but some.</summary>
    public IEnumerable<string> OptionsWithout(params string[] options) =>
        Enumerable.Range(0, Options.Count / 2).Where(i => !options.Contains(Options[2 * i])).SelectMany(i => new[] { Options[2 * i], Options[(2 * i) + 1] });

    /// <exception cref="ArgumentException">This starts no compiled program; the message says what would.</exception>
    public static ProgramCommand Parse(IReadOnlyList<string> command) =>
        IsDotnet(command[0]) ? ParseDotnet(command) : ParseExecutable(command);

    private static bool IsDotnet(string file) => Path.GetFileName(file) is "dotnet" or "dotnet.exe";

    private static ProgramCommand ParseDotnet(IReadOnlyList<string> command)
    {
        int next = command.Count > 1 && command[1] == "exec" ? 2 : 1;
        List<string> options = [];
        for (; next < command.Count && command[next].StartsWith('-'); next += 2)
        {
            if (!HostOptions.Contains(command[next]))
                throw new ArgumentException($"dotnet runs no program with {command[next]} before it. Options of the program stand behind it: dotnet MyApp.dll {command[next]}");
            if (next + 1 == command.Count)
                throw new ArgumentException($"{command[next]} needs a value.");
            options.AddRange([command[next], command[next + 1]]);
        }

        if (next >= command.Count)
            throw new ArgumentException("dotnet needs a program: thriftscope run -- dotnet MyApp.dll");
        string assembly = command[next];
        if (Path.GetExtension(assembly).ToUpperInvariant() is not (".DLL" or ".EXE"))
        {
            throw new ArgumentException(
                $"\"dotnet {assembly}\" is a command of the SDK. thriftscope runs a compiled program: build it, then "
                + "thriftscope run -- dotnet bin/Debug/net10.0/MyApp.dll");
        }

        return File.Exists(assembly)
            ? new ProgramCommand(DotnetHost.Find(command[0]), options, assembly, [.. command.Skip(next + 1)])
            : throw new ArgumentException($"There is no file {Path.GetFullPath(assembly)}. Has the program been built?");
    }

    private static ProgramCommand ParseExecutable(IReadOnlyList<string> command)
    {
        if (Path.GetExtension(command[0]).Equals(".dll", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"{command[0]} is run by dotnet: thriftscope run -- dotnet {command[0]}");
        string file = Executables.Find(command[0])
            ?? throw new ArgumentException($"There is no program {command[0]}. Give the path of its file.");
        // It may be a link in a folder of commands.
        file = File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(file);
        string name = Path.GetExtension(file).Equals(".exe", StringComparison.OrdinalIgnoreCase) ? Path.ChangeExtension(file, null) : file;
        string assembly = name + ".dll";
        return File.Exists(assembly)
            ? new ProgramCommand(DotnetHost.FindDefault(), [], assembly, [.. command.Skip(1)])
            : throw new ArgumentException(
                $"{assembly} is not there: {command[0]} is no .NET program, or one published as a single file, whose libraries can't be exchanged. "
                + "Publish without PublishSingleFile, or reference the package Thriftscope.ApacheThrift.Auto in the program.");
    }
}
