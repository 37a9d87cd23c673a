namespace Thriftscope.Idl;

/// <summary>A <c>namespace</c> line.</summary>
public sealed class IdlNamespace
{
    internal IdlNamespace(string scope, string name, IReadOnlyList<IdlAnnotation> annotations)
    {
        Scope = scope;
        Name = name;
        Annotations = annotations;
    }

    /// <summary>The language, or <c>*</c> for all.</summary>
    public string Scope { get; }

    /// <summary>The namespace, with its dots.</summary>
    public string Name { get; }

    /// <summary>The annotations behind the line.</summary>
    public IReadOnlyList<IdlAnnotation> Annotations { get; }
}
