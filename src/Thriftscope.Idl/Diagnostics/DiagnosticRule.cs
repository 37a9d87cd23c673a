using System.Globalization;

namespace Thriftscope.Idl.Diagnostics;

/// <summary>One thing that can be wrong: its stable code, how bad it is, and the sentence that says so.</summary>
internal sealed class DiagnosticRule(string code, IdlSeverity severity, string message)
{
    public string Code => code;

    public IdlSeverity Severity => severity;

    public string Message => message;

    public IdlDiagnostic At(SourceLocation location, params object[] arguments) =>
        new(code, severity, string.Format(CultureInfo.InvariantCulture, message, arguments), location);
}
