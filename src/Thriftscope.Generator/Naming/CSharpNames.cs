using Thriftscope.Idl;

namespace Thriftscope.Generator.Naming;

/// <summary>How the code of one document writes the names of what it and those that it includes define.</summary>
internal sealed class CSharpNames
{
    // A field of an exception may have such a name too: the base's property is then that of the base alone.
    private static readonly HashSet<string> OfExceptions = ["Data", "HelpLink", "HResult", "InnerException", "Message", "Name", "Source", "StackTrace", "TargetSite", "Value"];

    private readonly IdlDocument _root;
    private readonly Func<IdlDocument, DocumentNames> _namesOf;
    private readonly HashSet<string> _nestedTypes;
    private readonly HashSet<string> _hidingMembers;

    /// <param name="root">The document whose code is written.</param>
    /// <param name="namesOf">The names of any document.</param>
    /// <param name="known">The names of the types that generated code uses.</param>
    public CSharpNames(IdlDocument root, Func<IdlDocument, DocumentNames> namesOf, KnownTypes known)
    {
        _root = root;
        _namesOf = namesOf;
        Known = known;
        Own = namesOf(root);
        FunctionNames[] functions = [.. root.Services.SelectMany(s => Own[s].Functions)];
        _nestedTypes = [.. functions.SelectMany(f => new[] { f.Arguments, f.Reply })];
        _hidingMembers =
        [
            .. DocumentNames.ReservedInExceptions,
            .. OfExceptions,
            .. ServiceNames.ReservedInClients,
            .. FunctionNames.ReservedInMessages,
            .. functions.Select(f => f.Definition),
            .. functions.SelectMany(f => f.Properties).Where(p => Hides(p.Value, p.Key)).Select(p => p.Value),
            .. root.Structs.SelectMany(s => s.Fields).Where(f => Hides(Own[f], f)).Select(f => Own[f]),
            .. root.Constants.Where(c => Hides(Own[c], c.Type)).Select(c => Own[c]),
        ];
    }

    /// <summary>The names of the types that generated code uses.</summary>
    public KnownTypes Known { get; }

    /// <summary>The names of the document itself.</summary>
    public DocumentNames Own { get; }

    /// <summary>A type's name where only a type can stand: with its namespace, unless it is the document's own.</summary>
    public string FullNameOf(IIdlDefinition type) =>
        type.Document == _root && !_nestedTypes.Contains(Own[type]) ? Own[type] : InNamespace(type.Document, _namesOf(type.Document)[type]);

    /// <summary>A type's name before one of its members, where a property of the same name, but of another type, would hide it.</summary>
    public string QualifierOf(IIdlDefinition type) =>
        _namesOf(type.Document)[type] is var name && _hidingMembers.Contains(name) ? InNamespace(type.Document, name) : FullNameOf(type);

    public string NameOf(IdlField field, IdlStruct of) => _namesOf(of.Document)[field];

    public string NameOf(IdlEnumMember member, IdlEnum of) => _namesOf(of.Document)[member];

    /// <summary>Whether a property of an exception has the name of one of its base's.</summary>
    public static bool HidesBase(string property) => OfExceptions.Contains(property);

    /// <summary>What knows a document's definitions, as an expression.</summary>
    public string DocumentOf(IdlDocument document) => _namesOf(document).TextClass is var name && document == _root && !_hidingMembers.Contains(name)
        ? $"{name}.Document"
        : $"{InNamespace(document, name)}.Document";

    /// <summary>A service's interface.</summary>
    public string InterfaceOf(IdlService service) => _namesOf(service.Document)[service].Interface is var name && service.Document == _root ? name : InNamespace(service.Document, name);

    /// <summary>A service's client.</summary>
    public string ClientOf(IdlService service) => _namesOf(service.Document)[service].Client is var name && service.Document == _root ? name : InNamespace(service.Document, name);

    /// <summary>Whether a struct keeps the fields that it does not know: its document or its own annotation says so.</summary>
    public bool KeepsUnknownFields(IdlStruct type) => (type.Annotations.LastOrDefault(IsUnknownFields)?.Value ?? Own.Settings.UnknownFields) == "keep";

    /// <summary>Whether the annotation says what is done with unknown fields.</summary>
    public static bool IsUnknownFields(IdlAnnotation annotation) => annotation.Name == "csharp.unknown_fields";

    private bool Hides(string name, IdlField field) => Hides(name, field.Type) || (field.Requiredness == IdlRequiredness.Optional && TypeNames.IsValueType(field.Type));

    // A property with the name of its own type hides nothing, unless the type is Nullable<T>.
    private bool Hides(string name, IdlType type) => type.Resolved is not IdlDefinedType defined || defined.Document != _root || name != Own[defined];

    private string InNamespace(IdlDocument document, string name) => $"global::{_namesOf(document).Namespace}.{name}";
}
