using Thriftscope.Idl;

namespace Thriftscope.Generator.Naming;

/// <summary>The C# names of everything that a document defines. They follow from the document alone, so that all that use it agree on them.</summary>
internal sealed class DocumentNames
{
    /// <summary>Members that every class has, or that generated ones have, and types whose members the code of a class uses.</summary>
    public static readonly string[] Reserved =
    [
        "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize", "ReferenceEquals", "EqualityContract", "PrintMembers", "Clone", "Read", "Write", "Schema", "UnknownFields",
        "TReader", "TWriter",
        .. KnownTypes.WithMembers,
    ];

    /// <summary>The same, and the members of exceptions that can't be hidden.</summary>
    public static readonly string[] ReservedInExceptions =
        [.. Reserved, "GetBaseException", "GetObjectData", "SerializeObjectState", "ToStruct", "Describe"];

    // A class can't have the name of one of its members, nor that of a type parameter of one.
    private static readonly HashSet<string> NoStructs =
        ["Equals", "GetHashCode", "ToString", "EqualityContract", "PrintMembers", "Clone", "Read", "Write", "Schema", "UnknownFields", "ToStruct", "Describe", "TReader", "TWriter"];

    private readonly Dictionary<IIdlDefinition, string> _types = [];
    private readonly Dictionary<IdlField, string> _properties = [];
    private readonly Dictionary<IdlEnumMember, string> _enumMembers = [];
    private readonly Dictionary<IdlConstant, string> _constants = [];
    private readonly Dictionary<IdlService, ServiceNames> _services = [];

    public DocumentNames(IdlDocument document, DocumentFile file)
    {
        Namespace = file.Source.Namespace;
        Settings = file.Source.Settings;
        UniqueNames types = new("_");
        foreach (IdlEnum type in document.Enums)
            Add(type, types);
        foreach (IdlStruct type in document.Structs)
            Add(type, types);
        foreach (IdlService service in document.Services)
            _services[service] = new ServiceNames(service, types);
        TextClass = types.Take($"{file.ClassName}Idl");
        ConstantsClass = types.Take($"{file.ClassName}Constants");
        UniqueNames constants = new([ConstantsClass, .. Reserved]);
        foreach (IdlConstant constant in document.Constants)
            _constants[constant] = CSharpText.Escape(constants.Take(Wanted(constant.Annotations, constant.Name)));
    }

    /// <summary>The namespace of the document's C#.</summary>
    public string Namespace { get; }

    /// <summary>What the project says of the document.</summary>
    public DocumentSettings Settings { get; }

    /// <summary>The class of the document's constants.</summary>
    public string ConstantsClass { get; }

    /// <summary>The class that has the document's text.</summary>
    public string TextClass { get; }

    /// <summary>A type's name without its namespace.</summary>
    public string this[IIdlDefinition type] => _types[type];

    public string this[IdlField field] => _properties[field];

    public string this[IdlEnumMember member] => _enumMembers[member];

    public string this[IdlConstant constant] => _constants[constant];

    public ServiceNames this[IdlService service] => _services[service];

    /// <summary>What <c>(csharp.name = "…")</c> says, else the IDL's name in C#'s way.</summary>
    public static string Wanted(IReadOnlyList<IdlAnnotation> annotations, string name) =>
        annotations.LastOrDefault(IsName)?.Value is { Length: > 0 } given ? given : CSharpText.Pascal(name);

    /// <summary>Whether the annotation gives a name.</summary>
    public static bool IsName(IdlAnnotation annotation) => annotation.Name == "csharp.name";

    /// <summary>The types of C# that a definition may have, whatever it is.</summary>
    public static IEnumerable<string> Possible(string name)
    {
        string pascal = CSharpText.Pascal(name);
        return new[] { name, pascal }.Distinct().SelectMany(n => new[] { n }.Concat(ServiceNames.TypesOf(n)));
    }

    private void Add(IdlEnum type, UniqueNames types)
    {
        _types[type] = CSharpText.Escape(types.Take(Wanted(type.Annotations, type.Name)));
        UniqueNames members = new("value__");
        foreach (IdlEnumMember member in type.Members)
            _enumMembers[member] = CSharpText.Escape(members.Take(Wanted(member.Annotations, member.Name)));
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
}
