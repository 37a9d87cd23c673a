namespace Thriftscope.Idl.Syntax;

/// <summary>A document as it is written, before any name has a meaning. What needs no meaning is in the model's own form already.</summary>
internal sealed record DocumentSyntax(
    string? Documentation,
    IReadOnlyList<IdlNamespace> Namespaces,
    IReadOnlyList<IncludeSyntax> Includes,
    IReadOnlyList<string> CppIncludes,
    IReadOnlyList<DefinitionSyntax> Definitions)
{
    /// <summary>The names of definitions that could not be read to their end. References to them are not to be complained about.</summary>
    public IReadOnlyList<string> BrokenNames { get; init; } = [];
}

internal sealed record IncludeSyntax(string Target, SourceLocation Location);

internal sealed record NameSyntax(string Text, SourceLocation Location);

internal abstract record DefinitionSyntax(NameSyntax Name)
{
    public string? Documentation { get; init; }

    public IReadOnlyList<IdlAnnotation> Annotations { get; init; } = [];
}

internal sealed record ConstantSyntax(NameSyntax Name, TypeSyntax Type, ValueSyntax Value) : DefinitionSyntax(Name);

internal sealed record TypedefSyntax(NameSyntax Name, TypeSyntax Target) : DefinitionSyntax(Name);

internal sealed record EnumSyntax(NameSyntax Name, IReadOnlyList<EnumMemberSyntax> Members) : DefinitionSyntax(Name);

internal sealed record EnumMemberSyntax(
    NameSyntax Name, ValueSyntax? Value, string? Documentation, IReadOnlyList<IdlAnnotation> Annotations);

internal sealed record StructSyntax(NameSyntax Name, IdlStructKind StructKind, IReadOnlyList<FieldSyntax> Fields) : DefinitionSyntax(Name);

internal sealed record FieldSyntax(NameSyntax Name, TypeSyntax Type)
{
    /// <summary>An <see cref="IntegerSyntax"/> or an <see cref="InvalidSyntax"/>; <see langword="null"/> when no id is written.</summary>
    public ValueSyntax? Id { get; init; }

    public IdlRequiredness Requiredness { get; init; }

    public SourceLocation RequirednessLocation { get; init; }

    public bool IsReference { get; init; }

    public ValueSyntax? Default { get; init; }

    public string? Documentation { get; init; }

    public IReadOnlyList<IdlAnnotation> Annotations { get; init; } = [];
}

internal sealed record ServiceSyntax(NameSyntax Name, NameSyntax? Base, IReadOnlyList<FunctionSyntax> Functions) : DefinitionSyntax(Name);

/// <param name="Name">The name.</param>
/// <param name="ReturnType">The type of the result, or <see langword="null"/> for <c>void</c>.</param>
internal sealed record FunctionSyntax(NameSyntax Name, TypeSyntax? ReturnType)
{
    public bool IsOneway { get; init; }

    public IReadOnlyList<FieldSyntax> Arguments { get; init; } = [];

    public IReadOnlyList<FieldSyntax> Throws { get; init; } = [];

    public string? Documentation { get; init; }

    public IReadOnlyList<IdlAnnotation> Annotations { get; init; } = [];
}

internal abstract record TypeSyntax(SourceLocation Location);

internal sealed record BaseTypeSyntax(SourceLocation Location, IdlTypeKind Kind, IReadOnlyList<IdlAnnotation> Annotations)
    : TypeSyntax(Location);

/// <param name="Location">Where the keyword stands.</param>
/// <param name="Kind">List, set or map.</param>
/// <param name="Arguments">The types in angle brackets: one, or two for a map.</param>
/// <param name="CppType">The literal of <c>cpp_type</c>, if there is one.</param>
/// <param name="Annotations">The annotations behind it.</param>
internal sealed record ContainerTypeSyntax(
    SourceLocation Location,
    IdlTypeKind Kind,
    IReadOnlyList<TypeSyntax> Arguments,
    string? CppType,
    IReadOnlyList<IdlAnnotation> Annotations) : TypeSyntax(Location);

internal sealed record NamedTypeSyntax(SourceLocation Location, string Name) : TypeSyntax(Location);

internal abstract record ValueSyntax(SourceLocation Location);

internal sealed record BooleanSyntax(SourceLocation Location, bool Value) : ValueSyntax(Location);

internal sealed record IntegerSyntax(SourceLocation Location, long Value) : ValueSyntax(Location);

internal sealed record DoubleSyntax(SourceLocation Location, double Value) : ValueSyntax(Location);

internal sealed record LiteralSyntax(SourceLocation Location, string Value) : ValueSyntax(Location);

internal sealed record ReferenceSyntax(SourceLocation Location, string Name) : ValueSyntax(Location);

internal sealed record ListSyntax(SourceLocation Location, IReadOnlyList<ValueSyntax> Items) : ValueSyntax(Location);

internal sealed record MapSyntax(SourceLocation Location, IReadOnlyList<KeyValuePair<ValueSyntax, ValueSyntax>> Entries) : ValueSyntax(Location);

/// <summary>A value that was reported already, and about which nothing more is to be said.</summary>
internal sealed record InvalidSyntax(SourceLocation Location) : ValueSyntax(Location);
