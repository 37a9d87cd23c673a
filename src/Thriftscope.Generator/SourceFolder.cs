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

    /// <summary>The include directory by which a file finds what it includes; <see langword="null"/> when it lies beside it, or nowhere.</summary>
    public string? DirectoryOf(string include, string from)
    {
        SourceFile? found = Find(include, from);
        return found is null || found != Elsewhere(include) ? null : found.Path.Substring(0, found.Path.Length - include.Length);
    }

    private SourceFile? Elsewhere(string include)
    {
        string end = Path.DirectorySeparatorChar + include.Replace('/', Path.DirectorySeparatorChar);
        return _byName[Path.GetFileName(include)].FirstOrDefault(f => f.Path.EndsWith(end, StringComparison.Ordinal));
    }
}
