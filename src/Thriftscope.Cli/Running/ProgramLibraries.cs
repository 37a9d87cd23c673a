using System.Text.Json.Nodes;

namespace Thriftscope.Cli.Running;

/// <summary>Finds a program's own Thrift.dll where .NET's host would.</summary>
internal static class ProgramLibraries
{
    private const string Thrift = "Thrift.dll";

    /// <returns>Its path; <see langword="null"/> when the program does without.</returns>
    public static string? FindThrift(ProgramCommand program, IEnumerable<string> probingPaths)
    {
        if (!File.Exists(program.DependenciesFile))
            return new[] { Path.Combine(program.Folder, Thrift) }.FirstOrDefault(File.Exists);

        string folder = Path.GetDirectoryName(Path.GetFullPath(program.DependenciesFile))!;
        JsonObject json = Json.Read(program.DependenciesFile);
        return Assets(json).SelectMany(asset => probingPaths
            .Select(path => Path.Combine(path, asset.LibraryPath, asset.Path))
            .Prepend(Path.Combine(folder, asset.LocalPath))).FirstOrDefault(File.Exists);
    }

    // https://github.com/dotnet/runtime/blob/main/docs/design/features/host-probing.md
    private static IEnumerable<(string LibraryPath, string Path, string LocalPath)> Assets(JsonObject json) =>
        from target in (json["targets"] as JsonObject ?? []).Select(t => t.Value).OfType<JsonObject>()
        from library in target
        from asset in library.Value?["runtime"] as JsonObject ?? []
        where Path.GetFileName(asset.Key) == Thrift
        select (json["libraries"]?[library.Key]?["path"]?.ToString() ?? library.Key, asset.Key, asset.Value?["localPath"]?.ToString() ?? Thrift);
}
