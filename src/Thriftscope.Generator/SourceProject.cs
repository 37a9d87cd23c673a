using Thriftscope.Generator.Naming;

namespace Thriftscope.Generator;

/// <summary>The <c>.thrift</c> files of a project: which include which, and by what names their C# is kept apart.</summary>
internal sealed class SourceProject
{
    private readonly SourceFolder _folder;
    private readonly Dictionary<string, IReadOnlyList<SourceFile>> _includes = [];
    private readonly Dictionary<string, string> _hintNames = [];
    private readonly Dictionary<string, DocumentFile> _files = [];
    private readonly EquatableArray<string> _knownNames;
    private readonly ProjectModels _models;
    private readonly SharedModels _shared;

    public SourceProject(IEnumerable<SourceFile> files, CancellationToken stop)
    {
        _folder = new SourceFolder(files);
        _knownNames = new(_folder.Files.SelectMany(f => f.KnownNames).Distinct().OrderBy(n => n, StringComparer.Ordinal));
        HashSet<string> hints = new(StringComparer.OrdinalIgnoreCase);
        foreach (SourceFile file in _folder.Files)
        {
            stop.ThrowIfCancellationRequested();
            _includes[file.Path] = [.. file.Includes.Select(include => _folder.Find(include, file.Path)).OfType<SourceFile>()];
            _hintNames[file.Path] = HintName(file, hints);
        }

        Dictionary<string, string> tellers = Tellers();
        HashSet<string> classes = [];
        foreach (SourceFile file in _folder.Files)
            _files[file.Path] = new DocumentFile(file, ClassName(file, classes), tellers.TryGetValue(file.Path, out string? teller) ? teller : file.Path);
        _models = new ProjectModels(_files.Values);
        _shared = new SharedModels(_models);
    }

    /// <summary>Whether C# is made of a file: it is meant to be, and is not in the project a second time.</summary>
    public bool Generates(SourceFile file) => file.Settings.IsGenerated && ReferenceEquals(_files[file.Path].Source, file);

    /// <summary>What a document's C# depends on.</summary>
    public DocumentInput InputOf(SourceFile root) => new(new(Closure(root).Select(f => _files[f.Path])), _knownNames, _hintNames[root.Path], _shared);

    // What is wrong with a file of which no C# is made, the first tells that includes it.
    private Dictionary<string, string> Tellers()
    {
        Dictionary<string, string> tellers = [];
        if (_folder.Files.All(f => f.Settings.IsGenerated))
            return tellers;
        foreach (SourceFile root in _folder.Files.Where(f => f.Settings.IsGenerated))
        {
            foreach (SourceFile file in Closure(root).Where(f => !f.Settings.IsGenerated && !tellers.ContainsKey(f.Path)))
                tellers.Add(file.Path, root.Path);
        }

        return tellers;
    }

    private List<SourceFile> Closure(SourceFile root)
    {
        List<SourceFile> closure = [root];
        HashSet<string> seen = [root.Path];
        for (int i = 0; i < closure.Count; i++)
            closure.AddRange(_includes[closure[i].Path].Where(found => seen.Add(found.Path)));
        return closure;
    }

    private static string HintName(SourceFile file, HashSet<string> taken)
    {
        // The compiler takes no other characters.
        string name = string.Concat(Path.GetFileNameWithoutExtension(file.Path).Select(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_'));
        string hint = $"{name}.g.cs";
        for (int number = 2; !taken.Add(hint); number++)
            hint = $"{name}.{number}.g.cs";
        return hint;
    }

    private static string ClassName(SourceFile file, HashSet<string> taken)
    {
        string name = CSharpText.Pascal(Path.GetFileNameWithoutExtension(file.Path));
        while (!taken.Add($"{file.Namespace}.{name}"))
            name += "_";
        return name;
    }
}
