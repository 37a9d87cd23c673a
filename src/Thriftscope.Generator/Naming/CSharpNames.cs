using Thriftscope.Idl;

namespace Thriftscope.Generator.Naming;

/// <summary>The C# names of everything that documents define. The same document has the same names in whatever compilation it is.</summary>
internal sealed class CSharpNames
{
    /// <summary>Members that every class has, or that generated ones have, and types whose members the code of a class uses.</summary>
    public static readonly string[] Reserved =
    [
        "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize", "ReferenceEquals", "EqualityContract", "PrintMembers", "Clone", "Read", "Write", "Schema", "UnknownFields",
        "TReader", "TWriter",
        .. KnownTypes.WithMembers,
    ];

    private static readonly string[] ReservedInExceptions =
        [.. Reserved, "GetBaseException", "GetObjectData", "SerializeObjectState", "ToStruct"];

    // A class can't have the name of one of its members, nor that of a type parameter of one.
    private static readonly HashSet<string> NoStructs =
        ["Equals", "GetHashCode", "ToString", "EqualityContract", "PrintMembers", "Clone", "Read", "Write", "Schema", "UnknownFields", "ToStruct", "TReader", "TWriter"];

    // A field of an exception may have such a name too: the base's property is then that of the base alone.
    private static readonly HashSet<string> OfExceptions = ["Data", "HelpLink", "HResult", "InnerException", "Message", "Name", "Source", "StackTrace", "TargetSite", "Value"];

    private readonly IdlDocument _root;
    private readonly Func<IdlDocument, DocumentFile> _files;
    private readonly Dictionary<IIdlDefinition, string> _types = [];
    private readonly Dictionary<IdlField, string> _properties = [];
    private readonly Dictionary<IdlEnumMember, string> _enumMembers = [];
    private readonly Dictionary<IdlConstant, string> _constants = [];
    private readonly Dictionary<IdlDocument, string> _constantClasses = [];
    private readonly Dictionary<IdlDocument, string> _documentClasses = [];
    private readonly Dictionary<IdlService, ServiceNames> _services = [];
    private readonly HashSet<string> _nestedTypes;
    private readonly HashSet<string> _hidingMembers;

    /// <param name="root">The document whose code is written.</param>
    /// <param name="documents">It and those that it includes.</param>
    /// <param name="files">The file of a document.</param>
    /// <param name="known">The names of the types that generated code uses.</param>
    public CSharpNames(IdlDocument root, IEnumerable<IdlDocument> documents, Func<IdlDocument, DocumentFile> files, KnownTypes known)
    {
        _root = root;
        _files = files;
        Known = known;
        foreach (IdlDocument document in documents)
            Add(document);
        FunctionNames[] functions = [.. root.Services.SelectMany(s => _services[s].Functions)];
        _nestedTypes = [.. functions.SelectMany(f => new[] { f.Arguments, f.Reply })];
        _hidingMembers =
        [
            .. ReservedInExceptions,
            .. OfExceptions,
            .. ServiceNames.ReservedInClients,
            .. FunctionNames.ReservedInMessages,
            .. functions.Select(f => f.Definition),
            .. root.Structs.SelectMany(s => s.Fields).Select(f => (Field: f, Name: _properties[f])).Concat(functions.SelectMany(f => f.Properties).Select(p => (Field: p.Key, Name: p.Value)))
                .Where(p => Hides(p.Name, p.Field.Type, p.Field.Requiredness == IdlRequiredness.Optional)).Select(p => p.Name),
            .. root.Constants.Where(c => Hides(_constants[c], c.Type, isOptional: false)).Select(c => _constants[c]),
        ];
    }

    /// <summary>The names of the types that generated code uses.</summary>
    public KnownTypes Known { get; }

    /// <summary>The namespace of a document's C#.</summary>
    public string NamespaceOf(IdlDocument document) => _files(document).Source.Namespace;

    /// <summary>A type's name without its namespace.</summary>
    public string NameOf(IIdlDefinition definition) => _types[definition];

    /// <summary>A type's name where only a type can stand: with its namespace, unless it is the document's own.</summary>
    public string FullNameOf(IIdlDefinition definition) =>
        definition.Document == _root && !_nestedTypes.Contains(_types[definition]) ? _types[definition] : $"global::{NamespaceOf(definition.Document)}.{_types[definition]}";

    /// <summary>A type's name before one of its members, where a property of the same name, but of another type, would hide it.</summary>
    public string QualifierOf(IIdlDefinition definition) =>
        _hidingMembers.Contains(_types[definition]) ? $"global::{NamespaceOf(definition.Document)}.{_types[definition]}" : FullNameOf(definition);

    public string NameOf(IdlField field) => _properties[field];

    /// <summary>Whether a property of an exception has the name of one of its base's.</summary>
    public static bool HidesBase(string property) => OfExceptions.Contains(property);

    public string NameOf(IdlEnumMember member) => _enumMembers[member];

    public string NameOf(IdlConstant constant) => _constants[constant];

    /// <summary>The class of a document's constants.</summary>
    public string ConstantsOf(IdlDocument document) => _constantClasses[document];

    /// <summary>The class that has a document's text.</summary>
    public string TextClassOf(IdlDocument document) => _documentClasses[document];

    /// <summary>What knows a document's definitions, as an expression.</summary>
    public string DocumentOf(IdlDocument document) => document == _root && !_hidingMembers.Contains(_documentClasses[document])
        ? $"{_documentClasses[document]}.Document"
        : $"global::{NamespaceOf(document)}.{_documentClasses[document]}.Document";

    public ServiceNames NamesOf(IdlService service) => _services[service];

    /// <summary>A service's interface, as it can be written anywhere.</summary>
    public string FullInterfaceOf(IdlService service) => InNamespaceOf(service, _services[service].Interface);

    /// <summary>A service's client, as it can be written anywhere.</summary>
    public string FullClientOf(IdlService service) => InNamespaceOf(service, _services[service].Client);

    /// <summary>Whether a struct keeps the fields that it does not know: its document or its own annotation says so.</summary>
    public bool KeepsUnknownFields(IdlStruct type) =>
        (type.Annotations.LastOrDefault(IsUnknownFields)?.Value ?? _files(type.Document).Source.Settings.UnknownFields) == "keep";

    /// <summary>Whether the annotation says what is done with unknown fields.</summary>
    public static bool IsUnknownFields(IdlAnnotation annotation) => annotation.Name == "csharp.unknown_fields";

    /// <summary>Whether the annotation gives a name.</summary>
    public static bool IsName(IdlAnnotation annotation) => annotation.Name == "csharp.name";

    /// <summary>What <c>(csharp.name = "…")</c> says, else the IDL's name in C#'s way.</summary>
    public static string Wanted(IReadOnlyList<IdlAnnotation> annotations, string name) =>
        annotations.LastOrDefault(IsName)?.Value is { Length: > 0 } given ? given : CSharpText.Pascal(name);

    /// <summary>The types of C# that a definition may have, whatever it is.</summary>
    public static IEnumerable<string> Possible(string name)
    {
        string pascal = CSharpText.Pascal(name);
        return new[] { name, pascal }.Distinct().SelectMany(n => new[] { n }.Concat(ServiceNames.TypesOf(n)));
    }

    private void Add(IdlDocument document)
    {
        UniqueNames types = new("_");
        foreach (IdlEnum type in document.Enums)
        {
            _types[type] = CSharpText.Escape(types.Take(Wanted(type.Annotations, type.Name)));
            UniqueNames members = new("value__");
            foreach (IdlEnumMember member in type.Members)
                _enumMembers[member] = CSharpText.Escape(members.Take(Wanted(member.Annotations, member.Name)));
        }

        foreach (IdlStruct type in document.Structs)
            Add(type, types);
        foreach (IdlService service in document.Services)
            _services[service] = new ServiceNames(service, types);
        _documentClasses[document] = types.Take($"{_files(document).ClassName}Idl");
        _constantClasses[document] = types.Take($"{_files(document).ClassName}Constants");
        UniqueNames constants = new([_constantClasses[document], .. Reserved]);
        foreach (IdlConstant constant in document.Constants)
            _constants[constant] = CSharpText.Escape(constants.Take(Wanted(constant.Annotations, constant.Name)));
    }

    private void Add(IdlStruct type, UniqueNames types)
    {
        string wanted = Wanted(type.Annotations, type.Name);
        string name = types.Take(NoStructs.Contains(wanted) ? wanted + "_" : wanted);
        _types[type] = CSharpText.Escape(name);
        // A member can't have its class's name.
        UniqueNames properties = new([name, .. type.StructKind == IdlStructKind.Exception ? ReservedInExceptions : Reserved]);
        foreach (IdlField field in type.Fields)
        {
            string property = Wanted(field.Annotations, field.Name);
            _properties[field] = CSharpText.Escape(type.StructKind == IdlStructKind.Union ? properties.TakeWith("Of", property) : properties.Take(property));
        }
    }

    // A property with the name of its own type hides nothing, unless the type is Nullable<T>.
    private bool Hides(string name, IdlType type, bool isOptional) =>
        type.Resolved is not IdlDefinedType defined || name != _types[defined] || defined.Document != _root || (isOptional && TypeNames.IsValueType(type));

    private string InNamespaceOf(IdlService service, string name) => service.Document == _root ? name : $"global::{NamespaceOf(service.Document)}.{name}";
}
