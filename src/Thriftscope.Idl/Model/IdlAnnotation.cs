namespace Thriftscope.Idl;

/// <summary>One <c>name = "value"</c> of an annotation list. An annotation without a value has the value <c>1</c>, as in Apache's compiler.</summary>
public sealed class IdlAnnotation
{
    internal IdlAnnotation(string name, string value, SourceLocation location)
    {
        Name = name;
        Value = value;
        Location = location;
    }

    /// <summary>The name, with its dots.</summary>
    public string Name { get; }

    /// <summary>The value.</summary>
    public string Value { get; }

    /// <summary>Where the value stands, or the name when there is none.</summary>
    public SourceLocation Location { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} = \"{Value}\"";
}
