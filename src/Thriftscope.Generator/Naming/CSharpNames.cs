using Thriftscope.Idl;

namespace Thriftscope.Generator.Naming;

/// <summary>The C# names of everything that documents define. The same document has the same names in whatever compilation it is.</summary>
internal sealed class CSharpNames
{
    // Members that every class has, or that generated ones have.
    private static readonly string[] Reserved =
        ["Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize", "ReferenceEquals", "EqualityContract", "PrintMembers", "Read", "Write", "Schema", "Deconstruct"];

    private static readonly string[] ReservedInExceptions =
        [.. Reserved, "Data", "HelpLink", "HResult", "InnerException", "Message", "Source", "StackTrace", "TargetSite", "GetBaseException", "GetObjectData", "Name"];

    private readonly Func<IdlDocument, string> _given;
    private readonly Dictionary<IIdlDefinition, string> _types = [];
    private readonly Dictionary<IdlField, string> _properties = [];
    private readonly Dictionary<IdlEnumMember, string> _members = [];
    private readonly Dictionary<IdlConstant, string> _constants = [];
    private readonly Dictionary<IdlDocument, string> _constantClasses = [];

    /// <param name="documents">The documents.</param>
    /// <param name="given">The namespace that the project gives a document; empty for what the document says.</param>
    public CSharpNames(IEnumerable<IdlDocument> documents, Func<IdlDocument, string> given)
    {
        _given = given;
        foreach (IdlDocument document in documents)
            Add(document);
    }

    /// <summary>The namespace of a document's C#.</summary>
    public string NamespaceOf(IdlDocument document)
    {
        string given = _given(document);
        string? written = given.Length > 0
            ? given
            : document.Namespaces.LastOrDefault(n => n.Scope == "csharp")?.Name
                ?? document.Namespaces.LastOrDefault(n => n.Scope == "netstd")?.Name
                ?? document.Namespaces.LastOrDefault(n => n.Scope == "*")?.Name;
        return CSharpText.EscapeNamespace(written is { Length: > 0 } ? written : CSharpText.Pascal(document.Name));
    }

    /// <summary>A type's name without its namespace.</summary>
    public string NameOf(IIdlDefinition definition) => _types[definition];

    /// <summary>A type's name as it can be written anywhere.</summary>
    public string FullNameOf(IIdlDefinition definition) => $"global::{NamespaceOf(definition.Document)}.{_types[definition]}";

    public string NameOf(IdlField field) => _properties[field];

    public string NameOf(IdlEnumMember member) => _members[member];

    public string NameOf(IdlConstant constant) => _constants[constant];

    /// <summary>The class of a document's constants.</summary>
    public string ConstantsOf(IdlDocument document) => _constantClasses[document];

    private void Add(IdlDocument document)
    {
        UniqueNames types = new();
        foreach (IdlEnum type in document.Enums)
        {
            _types[type] = CSharpText.Escape(types.Take(Wanted(type.Annotations, type.Name)));
            UniqueNames members = new("value__");
            foreach (IdlEnumMember member in type.Members)
                _members[member] = CSharpText.Escape(members.Take(Wanted(member.Annotations, member.Name)));
        }

        foreach (IdlStruct type in document.Structs)
        {
            string name = types.Take(Wanted(type.Annotations, type.Name));
            _types[type] = CSharpText.Escape(name);
            // A member can't have its class's name.
            UniqueNames properties = new([name, .. type.StructKind == IdlStructKind.Exception ? ReservedInExceptions : Reserved]);
            foreach (IdlField field in type.Fields)
                _properties[field] = CSharpText.Escape(properties.Take(Wanted(field.Annotations, field.Name)));
        }

        _constantClasses[document] = CSharpText.Escape(types.Take($"{CSharpText.Pascal(document.Name)}Constants"));
        UniqueNames constants = new([_constantClasses[document], .. Reserved]);
        foreach (IdlConstant constant in document.Constants)
            _constants[constant] = CSharpText.Escape(constants.Take(Wanted(constant.Annotations, constant.Name)));
    }

    // What (csharp.name = "…") says, else the IDL's name in C#'s way.
    private static string Wanted(IReadOnlyList<IdlAnnotation> annotations, string name) =>
        annotations.FirstOrDefault(a => a.Name == "csharp.name")?.Value is { Length: > 0 } given ? given : CSharpText.Pascal(name);
}
