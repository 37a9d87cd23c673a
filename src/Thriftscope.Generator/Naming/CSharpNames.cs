using Thriftscope.Idl;

namespace Thriftscope.Generator.Naming;

/// <summary>The C# names of everything that documents define. The same document has the same names in whatever compilation it is.</summary>
internal sealed class CSharpNames
{
    /// <summary>Members that every class has, or that generated ones have, and types whose members the code of a class uses.</summary>
    public static readonly string[] Reserved =
    [
        "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize", "ReferenceEquals", "EqualityContract", "PrintMembers", "Read", "Write", "Schema", "UnknownFields",
        .. KnownTypes.WithMembers,
    ];

    private static readonly string[] ReservedInExceptions =
        [.. Reserved, "GetBaseException", "GetObjectData", "ToStruct"];

    // A field of an exception may have such a name too: the base's property is then that of the base alone.
    private static readonly HashSet<string> OfExceptions = ["Data", "HelpLink", "HResult", "InnerException", "Message", "Name", "Source", "StackTrace", "TargetSite", "Value"];


    private readonly Func<IdlDocument, DocumentSettings> _settings;
    private readonly Dictionary<IIdlDefinition, string> _types = [];
    private readonly Dictionary<IdlField, string> _properties = [];
    private readonly Dictionary<IdlEnumMember, string> _enumMembers = [];
    private readonly Dictionary<IdlConstant, string> _constants = [];
    private readonly IdlDocument _root;
    private readonly HashSet<string> _members;
    private readonly Dictionary<IdlDocument, string> _constantClasses = [];
    private readonly Dictionary<IdlDocument, string> _documentClasses = [];
    private readonly Dictionary<IdlService, ServiceNames> _services = [];

    /// <param name="root">The document whose code is written.</param>
    /// <param name="documents">It and those that it includes.</param>
    /// <param name="settings">What the project says of a document.</param>
    /// <param name="known">The names of the types that generated code uses.</param>
    public CSharpNames(IdlDocument root, IEnumerable<IdlDocument> documents, Func<IdlDocument, DocumentSettings> settings, KnownTypes known)
    {
        _settings = settings;
        Known = known;
        _root = root;
        foreach (IdlDocument document in documents)
            Add(document);
        _members = [.. _properties.Values, .. _constants.Values, .. root.Services.SelectMany(s => _services[s].Members)];
    }

    /// <summary>The names of the types that generated code uses.</summary>
    public KnownTypes Known { get; }

    /// <summary>The namespace of a document's C#.</summary>
    public string NamespaceOf(IdlDocument document)
    {
        string given = _settings(document).Namespace;
        string? written = given.Length > 0
            ? given
            : document.Namespaces.LastOrDefault(n => n.Scope == "csharp")?.Name
                ?? document.Namespaces.LastOrDefault(n => n.Scope == "netstd")?.Name
                ?? document.Namespaces.LastOrDefault(n => n.Scope == "*")?.Name;
        return CSharpText.EscapeNamespace(written is { Length: > 0 } ? written : CSharpText.Pascal(document.Name));
    }

    /// <summary>A type's name without its namespace.</summary>
    public string NameOf(IIdlDefinition definition) => _types[definition];

    /// <summary>A type's name as the document's code writes it: with its namespace, unless it is the document's own and no member has its name.</summary>
    public string FullNameOf(IIdlDefinition definition) => definition.Document == _root && !_members.Contains(_types[definition])
        ? _types[definition]
        : $"global::{NamespaceOf(definition.Document)}.{_types[definition]}";

    public string NameOf(IdlField field) => _properties[field];

    /// <summary>Whether a property of an exception has the name of one of its base's.</summary>
    public static bool HidesBase(string property) => OfExceptions.Contains(property);

    public string NameOf(IdlEnumMember member) => _enumMembers[member];

    public string NameOf(IdlConstant constant) => _constants[constant];

    /// <summary>The class of a document's constants.</summary>
    public string ConstantsOf(IdlDocument document) => _constantClasses[document];

    /// <summary>The class that has a document's text.</summary>
    public string DocumentOf(IdlDocument document) => _documentClasses[document];

    /// <summary>The class that has a document's text, as it can be written anywhere.</summary>
    public string FullDocumentOf(IdlDocument document) => $"global::{NamespaceOf(document)}.{_documentClasses[document]}";

    public ServiceNames NamesOf(IdlService service) => _services[service];

    /// <summary>A service's interface, as it can be written anywhere.</summary>
    public string FullInterfaceOf(IdlService service) => $"global::{NamespaceOf(service.Document)}.{_services[service].Interface}";

    /// <summary>A service's client, as it can be written anywhere.</summary>
    public string FullClientOf(IdlService service) => $"global::{NamespaceOf(service.Document)}.{_services[service].Client}";

    /// <summary>Whether a struct keeps the fields that it does not know: its document or its own annotation says so.</summary>
    public bool KeepsUnknownFields(IdlStruct type) =>
        type.Annotations.LastOrDefault(a => a.Name == "csharp.unknown_fields")?.Value is { } own ? own == "keep" : _settings(type.Document).KeepsUnknownFields;

    private void Add(IdlDocument document)
    {
        UniqueNames types = new();
        foreach (IdlEnum type in document.Enums)
        {
            _types[type] = CSharpText.Escape(types.Take(Wanted(type.Annotations, type.Name)));
            UniqueNames members = new("value__");
            foreach (IdlEnumMember member in type.Members)
                _enumMembers[member] = CSharpText.Escape(members.Take(Wanted(member.Annotations, member.Name)));
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

        foreach (IdlService service in document.Services)
            _services[service] = new ServiceNames(service, types);
        _documentClasses[document] = CSharpText.Escape(types.Take($"{CSharpText.Pascal(document.Name)}Idl"));
        _constantClasses[document] = CSharpText.Escape(types.Take($"{CSharpText.Pascal(document.Name)}Constants"));
        UniqueNames constants = new([_constantClasses[document], .. Reserved]);
        foreach (IdlConstant constant in document.Constants)
            _constants[constant] = CSharpText.Escape(constants.Take(Wanted(constant.Annotations, constant.Name)));
    }

    /// <summary>What <c>(csharp.name = "…")</c> says, else the IDL's name in C#'s way.</summary>
    public static string Wanted(IReadOnlyList<IdlAnnotation> annotations, string name) =>
        annotations.FirstOrDefault(a => a.Name == "csharp.name")?.Value is { Length: > 0 } given ? given : CSharpText.Pascal(name);
}
