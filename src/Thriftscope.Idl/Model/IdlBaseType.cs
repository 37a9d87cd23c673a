namespace Thriftscope.Idl;

/// <summary>A base type, from <c>bool</c> to <c>uuid</c>.</summary>
public sealed class IdlBaseType : IdlType
{
    /// <summary>Takes the place of a type that could not be found, in a model that has errors.</summary>
    internal static readonly IdlBaseType Unresolved = new(IdlTypeKind.String, []);

    internal IdlBaseType(IdlTypeKind kind, IReadOnlyList<IdlAnnotation> annotations)
    {
        Kind = kind;
        Annotations = annotations;
    }

    /// <inheritdoc/>
    public override IdlTypeKind Kind { get; }

    /// <summary>The annotations behind this use of the type.</summary>
    public IReadOnlyList<IdlAnnotation> Annotations { get; }

    /// <inheritdoc/>
    public override string ToString() => Kind.ToString().ToLowerInvariant();
}
