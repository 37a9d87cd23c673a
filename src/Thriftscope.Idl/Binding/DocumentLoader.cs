using Thriftscope.Idl.Diagnostics;
using Thriftscope.Idl.Syntax;

namespace Thriftscope.Idl.Binding;

/// <summary>Loads documents and what they include, each file once, includes first.</summary>
internal sealed class DocumentLoader
{
    private readonly DiagnosticBag _diagnostics = new();
    private readonly SourceReader _reader;
    private readonly IReadOnlyList<string> _includeDirectories;
    private readonly Dictionary<string, Scope> _loaded = [];
    private readonly List<IdlDocument> _documents = [];
    private readonly List<string> _open = [];

    public DocumentLoader(IdlOptions? options)
    {
        _reader = new SourceReader(options);
        _includeDirectories = options?.IncludeDirectories ?? [];
    }

    public IdlCompilation LoadFile(string path)
    {
        string fullPath = SourcePath.Full(path) ?? path;
        (string? text, string? problem) = _reader.Read(fullPath);
        if (text is null)
        {
            _diagnostics.Add(Rules.FileNotRead, new SourceLocation(fullPath, 1, 1, 0, 0), path, problem ?? "there is no such file");
            return Complete(fullPath, SourcePath.NameOf(fullPath), directory: null, "");
        }

        return Complete(fullPath, SourcePath.NameOf(fullPath), SourcePath.DirectoryOf(fullPath), text);
    }

    public IdlCompilation LoadText(string text, string name)
    {
        bool isFileName = name.EndsWith(".thrift", StringComparison.Ordinal);
        return Complete(name, isFileName ? SourcePath.NameOf(name) : name, directory: null, text);
    }

    private IdlCompilation Complete(string path, string name, string? directory, string text)
    {
        IdlDocument root = Load(path, name, directory, text).Document;
        return new IdlCompilation(root, _documents, _diagnostics.InOrderOf(_documents.Select(d => d.Path)));
    }

    private Scope Load(string path, string name, string? directory, string text)
    {
        _open.Add(path);
        DocumentSyntax syntax = Parser.Parse(path, text, _diagnostics);
        List<Include> includes = [.. syntax.Includes.Select(i => LoadInclude(i, directory))];
        var document = new IdlDocument(name, path);
        Scope scope = DocumentBinder.Bind(document, syntax, includes, _diagnostics);
        _documents.Add(document);
        _open.RemoveAt(_open.Count - 1);
        return scope;
    }

    private Include LoadInclude(IncludeSyntax include, string? directory) =>
        new(SourcePath.NameOf(include.Target), FindInclude(include, directory));

    private Scope? FindInclude(IncludeSyntax include, string? directory)
    {
        IEnumerable<string> directories = directory is null ? _includeDirectories : [directory, .. _includeDirectories];
        List<string> searched = [.. directories.Select(d => SourcePath.Full(d) ?? d)];
        foreach (string candidate in searched)
        {
            if (SourcePath.Full(include.Target, candidate) is not { } path)
            {
                continue;
            }

            if (_loaded.TryGetValue(path, out Scope? scope))
            {
                return scope;
            }

            if (_open.Contains(path))
            {
                ReportCycle(include, path);
                return null;
            }

            (string? text, string? problem) = _reader.Read(path);
            if (text is not null)
            {
                return LoadInclude(include, path, text);
            }

            if (problem is not null)
            {
                _diagnostics.Add(Rules.FileNotRead, include.Location, path, problem);
                return null;
            }
        }

        string where = searched.Count == 0 ? "nothing, for there is no include directory" : string.Join(", ", searched.Select(s => $"'{s}'"));
        _diagnostics.Add(Rules.IncludeNotFound, include.Location, include.Target, where);
        return null;
    }

    private Scope? LoadInclude(IncludeSyntax include, string path, string text)
    {
        if (_open.Count == Limits.Depth)
        {
            _diagnostics.Add(Rules.IncludeTooDeep, include.Location, Limits.Depth);
            return null;
        }

        Scope scope = Load(path, SourcePath.NameOf(path), SourcePath.DirectoryOf(path), text);
        _loaded.Add(path, scope);
        return scope;
    }

    private void ReportCycle(IncludeSyntax include, string path)
    {
        IEnumerable<string> cycle = [.. _open.SkipWhile(p => p != path), path];
        _diagnostics.Add(Rules.IncludeCycle, include.Location, Chain.Format([.. cycle.Select(p => Path.GetFileName(p))]));
    }
}
