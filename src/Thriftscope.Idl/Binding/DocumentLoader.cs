using Thriftscope.Idl.Diagnostics;
using Thriftscope.Idl.Syntax;

namespace Thriftscope.Idl.Binding;

/// <summary>Loads documents and what they include, each file once, includes first.</summary>
/// <param name="options">How includes are found and files are read.</param>
/// <param name="isShared">Whether many files are asked for, so that the number of diagnostics is bounded for each and not for all.</param>
internal sealed class DocumentLoader(IdlOptions? options, bool isShared = false)
{
    private readonly SourceReader _reader = new(options);
    private readonly Func<string, string, string?>? _findInclude = options?.FindInclude;
    private readonly IReadOnlyList<string> _includeDirectories = options?.IncludeDirectories ?? [];
    private readonly Dictionary<string, Scope> _loaded = [];
    private readonly Dictionary<string, DiagnosticBag> _diagnostics = [];
    private readonly DiagnosticBag _allDiagnostics = new();
    private readonly List<string> _open = [];

    public IdlCompilation LoadFile(string path)
    {
        string fullPath = SourcePath.Full(path) ?? path;
        if (_loaded.TryGetValue(fullPath, out Scope? loaded))
        {
            return Complete(loaded.Document);
        }

        (string? text, string? problem) = _reader.Read(fullPath);
        if (text is null)
        {
            BagOf(fullPath).Add(Rules.FileNotRead, new SourceLocation(fullPath, 1, 1, 0, 0), path, problem ?? "there is no such file");
            return Complete(Load(fullPath, SourcePath.NameOf(fullPath), directory: null, "").Document);
        }

        return Complete(Load(fullPath, SourcePath.NameOf(fullPath), SourcePath.DirectoryOf(fullPath), text).Document);
    }

    public IdlCompilation LoadText(string text, string name)
    {
        bool isFileName = name.EndsWith(".thrift", StringComparison.Ordinal);
        return Complete(Load(name, isFileName ? SourcePath.NameOf(name) : name, directory: null, text).Document);
    }

    private IdlCompilation Complete(IdlDocument root)
    {
        List<IdlDocument> documents = [];
        AddWithIncludes(root, documents, []);
        IEnumerable<DiagnosticBag> bags = isShared ? documents.Select(d => BagOf(d.Path)) : [_allDiagnostics];
        return new IdlCompilation(root, documents, DiagnosticBag.InOrder(bags.SelectMany(b => b.All), documents.Select(d => d.Path)));
    }

    private static void AddWithIncludes(IdlDocument document, List<IdlDocument> documents, HashSet<IdlDocument> seen)
    {
        if (!seen.Add(document))
        {
            return;
        }

        foreach (IdlDocument include in document.Includes)
        {
            AddWithIncludes(include, documents, seen);
        }

        documents.Add(document);
    }

    private DiagnosticBag BagOf(string path)
    {
        if (!isShared)
        {
            return _allDiagnostics;
        }

        if (!_diagnostics.TryGetValue(path, out DiagnosticBag? bag))
        {
            bag = new DiagnosticBag();
            _diagnostics.Add(path, bag);
        }

        return bag;
    }

    private Scope Load(string path, string name, string? directory, string text)
    {
        _open.Add(path);
        DiagnosticBag diagnostics = BagOf(path);
        DocumentSyntax syntax = Parser.Parse(path, text, diagnostics);
        List<Include> includes = [.. syntax.Includes.Select(i => new Include(SourcePath.NameOf(i.Target), FindInclude(i, path, directory, diagnostics)))];
        var document = new IdlDocument(name, path);
        Scope scope = DocumentBinder.Bind(document, syntax, includes, diagnostics);
        _loaded[path] = scope;
        _open.RemoveAt(_open.Count - 1);
        return scope;
    }

    private Scope? FindInclude(IncludeSyntax include, string from, string? directory, DiagnosticBag diagnostics)
    {
        IEnumerable<string> directories = directory is null ? _includeDirectories : [directory, .. _includeDirectories];
        List<string> searched = _findInclude is null ? [.. directories.Select(d => SourcePath.Full(d) ?? d)] : [];
        IEnumerable<string?> candidates = _findInclude is null ? searched.Select(d => SourcePath.Full(include.Target, d)) : [_findInclude(include.Target, from)];
        foreach (string path in candidates.OfType<string>())
        {
            if (_open.Contains(path))
            {
                ReportCycle(include, path, diagnostics);
                return null;
            }

            if (_loaded.TryGetValue(path, out Scope? scope))
            {
                return scope;
            }

            (string? text, string? problem) = _reader.Read(path);
            if (text is not null)
            {
                return LoadInclude(include, path, text, diagnostics);
            }

            if (problem is not null)
            {
                diagnostics.Add(Rules.FileNotRead, include.Location, path, problem);
                return null;
            }
        }

        string nowhere = _findInclude is null ? "nothing, for there is no include directory" : "the files of the project";
        string where = searched.Count == 0 ? nowhere : string.Join(", ", searched.Select(s => $"'{s}'"));
        diagnostics.Add(Rules.IncludeNotFound, include.Location, include.Target, where);
        return null;
    }

    private Scope? LoadInclude(IncludeSyntax include, string path, string text, DiagnosticBag diagnostics)
    {
        if (_open.Count == Limits.Depth)
        {
            diagnostics.Add(Rules.IncludeTooDeep, include.Location, Limits.Depth);
            return null;
        }

        return Load(path, SourcePath.NameOf(path), SourcePath.DirectoryOf(path), text);
    }

    private void ReportCycle(IncludeSyntax include, string path, DiagnosticBag diagnostics)
    {
        IEnumerable<string> cycle = [.. _open.SkipWhile(p => p != path), path];
        diagnostics.Add(Rules.IncludeCycle, include.Location, Chain.Format([.. cycle.Select(p => Path.GetFileName(p))]));
    }
}
