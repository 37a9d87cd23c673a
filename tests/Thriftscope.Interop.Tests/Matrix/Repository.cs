namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>Where the tests lie in the repository.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    public static string Artifacts => Path.Combine(Root, "artifacts");

    private static string Find(DirectoryInfo? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Thriftscope.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests run outside of the repository.");
    }
}
