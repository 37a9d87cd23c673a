namespace Thriftscope.Cli.Running;

/// <summary>Finds a program as a shell does.</summary>
internal static class Executables
{
    /// <summary>A path as it is, a bare name in the folders of <c>PATH</c>.</summary>
    public static string? Find(string command)
    {
        string[] suffixes = OperatingSystem.IsWindows() ? ["", ".exe"] : [""];
        IEnumerable<string> folders = Path.GetFileName(command) == command
            ? Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? []
            : [""];
        return folders.SelectMany(folder => suffixes.Select(suffix => Path.Combine(folder, command + suffix))).FirstOrDefault(File.Exists);
    }
}
