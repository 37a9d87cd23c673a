namespace Thriftscope.Idl;

/// <summary>A <c>service</c>.</summary>
public sealed class IdlService : IIdlDefinition
{
    internal IdlService(string name, IdlDocument document, SourceLocation location)
    {
        Name = name;
        Document = document;
        Location = location;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IdlDocument Document { get; }

    /// <inheritdoc/>
    public SourceLocation Location { get; }

    /// <inheritdoc/>
    public string? Documentation { get; internal set; }

    /// <inheritdoc/>
    public IReadOnlyList<IdlAnnotation> Annotations { get; internal set; } = [];

    /// <summary>The service that this one extends, or <see langword="null"/>.</summary>
    public IdlService? Base { get; internal set; }

    /// <summary>The service's own functions, in their order, without those of <see cref="Base"/>.</summary>
    public IReadOnlyList<IdlFunction> Functions { get; internal set; } = [];

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>A function of a service.</summary>
public sealed class IdlFunction
{
    internal IdlFunction(string name, SourceLocation location)
    {
        Name = name;
        Location = location;
    }

    /// <summary>The name as the IDL writes it.</summary>
    public string Name { get; }

    /// <summary>Where the name stands.</summary>
    public SourceLocation Location { get; }

    /// <summary>Whether the caller gets no reply.</summary>
    public bool IsOneway { get; internal set; }

    /// <summary>The type of the result, or <see langword="null"/> for <c>void</c>.</summary>
    public IdlType? ReturnType { get; internal set; }

    /// <summary>The arguments, in their order.</summary>
    public IReadOnlyList<IdlField> Arguments { get; internal set; } = [];

    /// <summary>The declared exceptions, in their order.</summary>
    public IReadOnlyList<IdlField> Throws { get; internal set; } = [];

    /// <summary>The doc comment, without its comment marks.</summary>
    public string? Documentation { get; internal set; }

    /// <summary>The annotations, in their order.</summary>
    public IReadOnlyList<IdlAnnotation> Annotations { get; internal set; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{ReturnType?.ToString() ?? "void"} {Name}({string.Join(", ", Arguments)})";
}
