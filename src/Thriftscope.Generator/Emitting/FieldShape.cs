using Thriftscope.Generator.Naming;
using Thriftscope.Idl;

namespace Thriftscope.Generator.Emitting;

/// <summary>What a field is in C#.</summary>
internal sealed class FieldShape
{
    public FieldShape(IdlField field, CSharpNames names, bool isInUnion)
    {
        Field = field;
        Name = names.NameOf(field);
        Type = TypeNames.CSharp(field.Type, names);
        IsValueType = TypeNames.IsValueType(field.Type);
        Default = field.Default is null || isInUnion ? null : ValueText.Of(field.Default, field.Type, names);
        bool isReference = field.Type.Resolved.Kind == IdlTypeKind.Struct;
        IsOptional = isInUnion || field.Requiredness == IdlRequiredness.Optional || (isReference && field.Requiredness == IdlRequiredness.Default && Default is null);
        IsRequired = field.Requiredness == IdlRequiredness.Required && !isInUnion;
        // An empty collection is made when it is asked for: reading would throw it away.
        IsLazy = !IsOptional && !IsValueType && (TypeNames.IsContainer(field.Type) || isReference || field.Type.Resolved.Kind == IdlTypeKind.Binary) && !(IsRequired && Default is null);
        Empty = field.Type.Resolved switch
        {
            IdlSetType set => $"new(ThriftComparer.For<{TypeNames.CSharp(set.Element, names)}>())",
            IdlMapType map => $"new(ThriftComparer.For<{TypeNames.CSharp(map.Key, names)}>())",
            _ => "[]",
        };
    }

    public IdlField Field { get; }

    /// <summary>The property.</summary>
    public string Name { get; }

    /// <summary>The type, without the mark of what may be null.</summary>
    public string Type { get; }

    public bool IsValueType { get; }

    /// <summary>Whether it may have no value: the property is null then.</summary>
    public bool IsOptional { get; }

    /// <summary>Whether a message without it is refused.</summary>
    public bool IsRequired { get; }

    /// <summary>The IDL's default, as an expression.</summary>
    public string? Default { get; }

    private bool IsLazy { get; }

    private string Empty { get; }

    /// <summary>The property's declaration.</summary>
    /// <param name="setter">How it is set: <c>set</c> or <c>init</c>.</param>
    public string Declaration(string setter)
    {
        if (IsLazy)
            return $"public {Type} {Name} {{ get => field ??= {Default ?? Empty}; {setter}; }}";
        string required = IsRequired && Default is null ? "required " : "";
        string optional = IsOptional ? "?" : "";
        string initial = Default ?? (IsRequired || IsOptional || IsValueType ? null : "\"\"") is { } value ? $" = {value};" : "";
        return $"public {required}{Type}{optional} {Name} {{ get; {setter}; }}{initial}";
    }
}
