namespace Thriftscope.Idl;

/// <summary>A list, a set or a map.</summary>
public abstract class IdlContainerType : IdlType
{
    private protected IdlContainerType(string? cppType, IReadOnlyList<IdlAnnotation> annotations)
    {
        CppType = cppType;
        Annotations = annotations;
    }

    /// <summary>The literal of <c>cpp_type</c>, if there is one.</summary>
    public string? CppType { get; }

    /// <summary>The annotations behind this use of the type.</summary>
    public IReadOnlyList<IdlAnnotation> Annotations { get; }
}

/// <summary><c>list&lt;T&gt;</c>.</summary>
public sealed class IdlListType : IdlContainerType
{
    internal IdlListType(IdlType element, string? cppType, IReadOnlyList<IdlAnnotation> annotations)
        : base(cppType, annotations) => Element = element;

    /// <inheritdoc/>
    public override IdlTypeKind Kind => IdlTypeKind.List;

    /// <summary>The type of the elements.</summary>
    public IdlType Element { get; }

    /// <inheritdoc/>
    public override string ToString() => $"list<{Element}>";
}

/// <summary><c>set&lt;T&gt;</c>.</summary>
public sealed class IdlSetType : IdlContainerType
{
    internal IdlSetType(IdlType element, string? cppType, IReadOnlyList<IdlAnnotation> annotations)
        : base(cppType, annotations) => Element = element;

    /// <inheritdoc/>
    public override IdlTypeKind Kind => IdlTypeKind.Set;

    /// <summary>The type of the elements.</summary>
    public IdlType Element { get; }

    /// <inheritdoc/>
    public override string ToString() => $"set<{Element}>";
}

/// <summary><c>map&lt;K,V&gt;</c>.</summary>
public sealed class IdlMapType : IdlContainerType
{
    internal IdlMapType(IdlType key, IdlType value, string? cppType, IReadOnlyList<IdlAnnotation> annotations)
        : base(cppType, annotations)
    {
        Key = key;
        Value = value;
    }

    /// <inheritdoc/>
    public override IdlTypeKind Kind => IdlTypeKind.Map;

    /// <summary>The type of the keys.</summary>
    public IdlType Key { get; }

    /// <summary>The type of the values.</summary>
    public IdlType Value { get; }

    /// <inheritdoc/>
    public override string ToString() => $"map<{Key},{Value}>";
}
