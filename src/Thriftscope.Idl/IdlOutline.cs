namespace Thriftscope.Idl;

/// <summary>What can be said of a <c>.thrift</c> text alone.</summary>
public sealed class IdlOutline
{
    internal IdlOutline(IReadOnlyList<IdlNamespace> namespaces, IReadOnlyList<string> includes, IReadOnlyList<string> names, IReadOnlyList<IdlAnnotation> annotations)
    {
        Namespaces = namespaces;
        Includes = includes;
        Names = names;
        Annotations = annotations;
    }

    /// <summary>The <c>namespace</c> lines, in their order.</summary>
    public IReadOnlyList<IdlNamespace> Namespaces { get; }

    /// <summary>What it includes, as it writes it.</summary>
    public IReadOnlyList<string> Includes { get; }

    /// <summary>The names that it defines, in their order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The annotations of its definitions.</summary>
    public IReadOnlyList<IdlAnnotation> Annotations { get; }
}
