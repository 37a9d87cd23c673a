using Thriftscope.Generator.Naming;
using Thriftscope.Idl;

namespace Thriftscope.Generator;

/// <summary>A type of C# that a document defines.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Definition">The name in the IDL of what it is made of.</param>
/// <param name="Place">Where that stands.</param>
internal sealed record DefinedType(string Name, string Definition, SourcePlace Place)
{
    public static IEnumerable<DefinedType> In(IdlDocument document, CSharpNames names)
    {
        foreach (IdlDefinedType type in document.Enums.Cast<IdlDefinedType>().Concat(document.Structs))
            yield return Of(names.Own[type], type);
        yield return Of(names.Own.TextClass, document);
        if (document.Constants.Count > 0)
            yield return Of(names.Own.ConstantsClass, document);
        foreach (IdlService service in document.Services)
        {
            foreach (string name in names.Own[service].Types)
                yield return Of(name, service);
        }
    }

    /// <summary>The types that the C# of two documents has both, and those that have the name of another's namespace.</summary>
    public static IEnumerable<IdlProblem> ClashesOf(IEnumerable<DocumentOutput> documents)
    {
        HashSet<string> namespaces = [.. documents.SelectMany(d => Prefixes(d.Namespace))];
        Dictionary<string, DefinedType> first = [];
        foreach ((string space, DefinedType type) in documents.SelectMany(d => d.Types, static (d, t) => (d.Namespace, t)))
        {
            string name = $"{space}.{type.Name}";
            if (namespaces.Contains(name))
                yield return Clash(type, name, "is a namespace too");
            else if (first.TryGetValue(name, out DefinedType other))
                yield return Clash(type, name, $"is that of '{other.Definition}' in {Path.GetFileName(other.Place.Path)} already");
            else
                first.Add(name, type);
        }
    }

    private static DefinedType Of(string name, IIdlDefinition definition) => new(name, definition.Name, SourcePlace.Of(definition.Location));

    private static DefinedType Of(string name, IdlDocument document) => new(name, Path.GetFileName(document.Path), SourcePlace.Start(document.Path));

    private static IdlProblem Clash(DefinedType type, string name, string problem) => IdlProblem.Error(
        "THRIFT505", $"The C# name '{name}' of '{type.Definition}' {problem}. Give it another with (csharp.name = \"…\"), or its file another namespace.", type.Place);

    private static IEnumerable<string> Prefixes(string space)
    {
        for (int end = space.Length; end > 0; end = space.LastIndexOf('.', end - 1))
            yield return space.Substring(0, end);
    }
}
