using Thriftscope.Idl;

namespace Thriftscope;

/// <summary>A <c>.thrift</c> file that has errors, or can't be read.</summary>
public sealed class ThriftIdlException : ThriftException
{
    internal ThriftIdlException(IReadOnlyList<IdlDiagnostic> diagnostics)
        : base(string.Join(Environment.NewLine, diagnostics.Where(d => d.Severity == IdlSeverity.Error))) => Diagnostics = diagnostics;

    /// <summary>All that was found, warnings too.</summary>
    public IReadOnlyList<IdlDiagnostic> Diagnostics { get; }
}
