namespace Thriftscope.Idl;

/// <summary>What every named definition of a document has.</summary>
public interface IIdlDefinition
{
    /// <summary>The name as the IDL writes it.</summary>
    string Name { get; }

    /// <summary>The document that holds the definition.</summary>
    IdlDocument Document { get; }

    /// <summary>Where the name stands.</summary>
    SourceLocation Location { get; }

    /// <summary>The doc comment, without its comment marks.</summary>
    string? Documentation { get; }

    /// <summary>The annotations, in their order.</summary>
    IReadOnlyList<IdlAnnotation> Annotations { get; }
}
