using Thriftscope.Idl.Diagnostics;
using Thriftscope.Idl.Syntax;

namespace Thriftscope.Idl.Binding;

/// <summary>The names that one document can use: its own definitions, and those of its includes behind their prefix.</summary>
internal sealed class Scope(IdlDocument document, IReadOnlyList<Include> includes, IEnumerable<string> brokenNames)
{
    private readonly Dictionary<string, IIdlDefinition> _definitions = [];
    private readonly HashSet<string> _brokenNames = [.. brokenNames];
    private readonly ILookup<string, Scope?> _includes = includes.ToLookup(i => i.Prefix, i => i.Scope);

    public IdlDocument Document { get; } = document;

    public void Define(IIdlDefinition definition, DiagnosticBag diagnostics)
    {
        if (_definitions.TryGetValue(definition.Name, out IIdlDefinition? first))
        {
            diagnostics.Add(Rules.DuplicateDefinition, definition.Location, definition.Name, first.Describe(), first.Location.Line);
        }
        else
        {
            _definitions.Add(definition.Name, definition);
        }
    }

    /// <summary>Finds <c>Name</c> here or <c>file.Name</c> in an include. The file's name may itself have dots.</summary>
    public IIdlDefinition? Find(string name)
    {
        if (_definitions.TryGetValue(name, out IIdlDefinition? own))
        {
            return own;
        }

        (string prefix, string ownName) = Split(name);
        foreach (Scope? include in _includes[prefix])
        {
            if (include is not null && include._definitions.TryGetValue(ownName, out IIdlDefinition? included))
            {
                return included;
            }
        }

        return null;
    }

    /// <summary>Whether the name may well be right, but its definition, or the file that has it, could not be read.</summary>
    public bool IsBroken(string name)
    {
        (string prefix, string ownName) = Split(name);
        return _brokenNames.Contains(name) || _includes[prefix].Any(s => s is null || s._brokenNames.Contains(ownName));
    }

    /// <summary>The names of all definitions of a kind, as this document must write them.</summary>
    public IEnumerable<string> Names<T>()
    {
        IEnumerable<string> included = _includes.SelectMany(
            i => i.OfType<Scope>().SelectMany(s => s.OwnNames<T>()), (include, name) => $"{include.Key}.{name}");
        return OwnNames<T>().Concat(included);
    }

    /// <summary>Parts a name at its last dot.</summary>
    public static (string Prefix, string Name) Split(string name)
    {
        int dot = name.LastIndexOf('.');
        return dot < 0 ? ("", name) : (name.Substring(0, dot), name.Substring(dot + 1));
    }

    private IEnumerable<string> OwnNames<T>() => _definitions.Values.Where(d => d is T).Select(d => d.Name);
}

/// <param name="Prefix">The name of the file without its extension.</param>
/// <param name="Scope">Its names, or <see langword="null"/> when it could not be read.</param>
internal sealed record Include(string Prefix, Scope? Scope);
