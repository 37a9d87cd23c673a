namespace Thriftscope.Generator;

/// <summary>The <c>.thrift</c> files of a project, and how one finds another that it includes.</summary>
internal sealed class SourceFolder
{
    private readonly Dictionary<string, SourceFile> _byPath = [];
    private readonly ILookup<string, SourceFile> _byName;

    public SourceFolder(IEnumerable<SourceFile> files)
    {
        foreach (SourceFile file in files)
        {
            if (!_byPath.ContainsKey(file.Path))
                _byPath.Add(file.Path, file);
        }

        Files = [.. _byPath.Values.OrderBy(f => f.Path, StringComparer.Ordinal)];
        _byName = Files.ToLookup(f => f.FileName);
    }

    /// <summary>The files by their paths.</summary>
    public IReadOnlyList<SourceFile> Files { get; }

    /// <summary>Finds what a file includes: beside itself, or wherever the project has it, whose folders stand for include directories.</summary>
    public SourceFile? Find(string include, string from) =>
        _byPath.TryGetValue(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(from)!, include)), out SourceFile? beside) ? beside : Elsewhere(include);

    private SourceFile? Elsewhere(string include)
    {
        string end = Path.DirectorySeparatorChar + include.Replace('/', Path.DirectorySeparatorChar);
        return _byName[Path.GetFileName(include)].FirstOrDefault(f => f.Path.EndsWith(end, StringComparison.Ordinal));
    }
}
