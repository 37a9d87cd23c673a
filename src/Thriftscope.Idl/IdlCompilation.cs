namespace Thriftscope.Idl;

/// <summary>What loading a <c>.thrift</c> file gave: the checked documents, and what was found wrong on the way.</summary>
public sealed class IdlCompilation
{
    internal IdlCompilation(IdlDocument root, IReadOnlyList<IdlDocument> documents, IReadOnlyList<IdlDiagnostic> diagnostics)
    {
        Root = root;
        Documents = documents;
        Diagnostics = diagnostics;
    }

    /// <summary>The document that was asked for. When there are errors it holds what could be understood, and is not fit for use on the wire.</summary>
    public IdlDocument Root { get; }

    /// <summary><see cref="Root"/> and every document that it includes, directly or not, includes first.</summary>
    public IReadOnlyList<IdlDocument> Documents { get; }

    /// <summary>Errors and warnings, file by file in the order of the text.</summary>
    public IReadOnlyList<IdlDiagnostic> Diagnostics { get; }

    /// <summary>Whether any diagnostic is an error.</summary>
    public bool HasErrors => Diagnostics.Any(d => d.Severity == IdlSeverity.Error);
}
