using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Thriftscope.Idl;

namespace Thriftscope.Generator;

/// <summary>A diagnostic of the IDL, which the compiler shows at its place in the <c>.thrift</c> file.</summary>
internal sealed record IdlProblem(string Code, bool IsError, string Message, string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static IdlProblem Of(IdlDiagnostic diagnostic)
    {
        SourceLocation at = diagnostic.Location;
        LinePosition start = new(Math.Max(0, at.Line - 1), Math.Max(0, at.Column - 1));
        LinePositionSpan lines = new(start, new LinePosition(start.Line, start.Character + at.Length));
        return new IdlProblem(diagnostic.Code, diagnostic.Severity == IdlSeverity.Error, diagnostic.Message, at.File, new TextSpan(at.Position, at.Length), lines);
    }

    public Diagnostic ToDiagnostic()
    {
        DiagnosticSeverity severity = IsError ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
        // The message is whole already: it may hold braces.
        DiagnosticDescriptor descriptor = new(Code, "Thrift IDL", "{0}", "Thrift", severity, isEnabledByDefault: true);
        return Diagnostic.Create(descriptor, Location.Create(Path, Span, Lines), Message);
    }
}
