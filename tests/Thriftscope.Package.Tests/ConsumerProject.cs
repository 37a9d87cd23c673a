namespace Thriftscope.Package.Tests;

/// <summary>A project that references the packages as any other does.</summary>
internal sealed class ConsumerProject(string folder, string name)
{
    public string File => Path.Combine(folder, $"{name}.csproj");

    /// <summary>The files that a person has written, or that something has written beside them.</summary>
    public IEnumerable<string> Sources => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'))
        .Where(f => !f.StartsWith("bin/", StringComparison.Ordinal) && !f.StartsWith("obj/", StringComparison.Ordinal));

    /// <summary>What the compiler has made.</summary>
    public FileInfo Assembly => new(Path.Combine(folder, "obj", "Debug", "net10.0", $"{name}.dll"));

    public void Write(string file, string text)
    {
        Directory.CreateDirectory(folder);
        System.IO.File.WriteAllText(Path.Combine(folder, file), text);
    }

    public Task<(int ExitCode, string Output)> BuildAsync() => Dotnet.RunAsync("build", File, "--no-restore", "--nologo", "--verbosity", "quiet");

    /// <summary>Runs the built program.</summary>
    public Task<(int ExitCode, string Output)> RunAsync() => Dotnet.RunAsync(Path.Combine(folder, "bin", "Debug", "net10.0", $"{name}.dll"));
}
