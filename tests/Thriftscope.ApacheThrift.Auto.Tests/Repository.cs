namespace Thriftscope.ApacheThrift.Auto.Tests;

/// <summary>The sources that the tests were built from, and what was built with them.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>A file that a project of the repository was built to.</summary>
    public static string Built(string project, string file) => Path.Combine(Root, project, "bin", Configuration, "net10.0", file);

    private static string Find()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Thriftscope.slnx")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new DirectoryNotFoundException("Thriftscope.slnx is in no folder above the tests.");
    }
}
