using Thriftscope.Generator.Naming;
using Thriftscope.Idl;

namespace Thriftscope.Generator.Emitting;

/// <summary>What a field of a struct, or an argument, is in C#.</summary>
internal sealed class FieldShape
{
    public FieldShape(IdlField field, string name, CSharpNames names, UniqueNames variables, bool isInUnion = false, bool isArgument = false)
    {
        Field = field;
        Name = name;
        Variable = variables.Take(CSharpText.Camel(name) + "Value");
        Type = TypeNames.CSharp(field.Type, names);
        IsValueType = TypeNames.IsValueType(field.Type);
        Default = field.Default is null || isInUnion ? null : ValueText.Of(field.Default, field.Type, names);
        // Nothing stands for a struct that is not there.
        bool isStruct = field.Type.Resolved.Kind == IdlTypeKind.Struct;
        IsOptional = isInUnion || field.Requiredness == IdlRequiredness.Optional || (isStruct && !isArgument && field.Requiredness == IdlRequiredness.Default && Default is null);
        IsRequired = !IsOptional && (field.Requiredness == IdlRequiredness.Required || (isStruct && isArgument && Default is null));
        IsLazy = !IsOptional && !IsValueType && field.Type.Resolved.Kind != IdlTypeKind.String && (!IsRequired || Default is not null);
        Empty = field.Type.Resolved switch
        {
            IdlSetType set => $"new({ValueText.Comparer(set.Element, names)})",
            IdlMapType map => $"new({ValueText.Comparer(map.Key, names)})",
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

    /// <summary>Whether whoever makes one has to give it a value.</summary>
    public bool IsRequiredMember => IsRequired && Default is null;

    /// <summary>Whether the property may be null although it should not: callers whose code has no nullable annotations do that.</summary>
    public bool MayBeNull => !IsValueType && !IsLazy;

    /// <summary>A variable for the value.</summary>
    public string Variable { get; }

    /// <summary>The name as it stands in an expression of the class.</summary>
    public string Access => char.IsUpper(Name[0]) ? Name : "this." + Name;

    // An empty collection is made when it is asked for: reading would throw it away.
    private bool IsLazy { get; }

    private string Empty { get; }

    /// <summary>The property's declaration.</summary>
    /// <param name="setter">How it is set: <c>set</c> or <c>init</c>.</param>
    /// <param name="modifier">What stands before it, with a space behind.</param>
    /// <param name="isGiven">Whether C# sees to it that a required member is given.</param>
    public string Declaration(string setter, string modifier = "", bool isGiven = true)
    {
        if (IsLazy)
            return $"public {modifier}{Type} {Name} {{ get => field ??= {Default ?? Empty}; {setter}; }}";
        string optional = IsOptional ? "?" : "";
        string required = isGiven && IsRequiredMember ? "required " : "";
        return $"public {modifier}{required}{Type}{optional} {Name} {{ get; {setter}; }}{Initial(required.Length > 0)}";
    }

    private string Initial(bool isGiven)
    {
        if (Default is not null)
            return $" = {Default};";
        if (IsValueType || IsOptional || isGiven)
            return "";
        return Field.Type.Resolved.Kind == IdlTypeKind.String && !IsRequired ? " = \"\";" : " = null!;";
    }
}
