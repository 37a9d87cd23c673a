using Microsoft.CodeAnalysis;
using Thriftscope.Idl;

namespace Thriftscope.Generator;

/// <summary>Something that is wrong with a document, which the compiler shows at its place in the <c>.thrift</c> file.</summary>
/// <param name="Code">The stable code, such as <c>THRIFT101</c>.</param>
/// <param name="IsError">Whether it is an error; else a warning.</param>
/// <param name="Message">What was found, what was expected and what to do.</param>
/// <param name="Place">Where; <see langword="null"/> for what is wrong with the project.</param>
internal sealed record IdlProblem(string Code, bool IsError, string Message, SourcePlace? Place)
{
    private const string IncludeNotFound = "THRIFT002";

    /// <param name="diagnostic">What the IDL's compiler has found.</param>
    /// <param name="text">The text that it is about.</param>
    public static IdlProblem Of(IdlDiagnostic diagnostic, string text) => new(
        diagnostic.Code,
        diagnostic.Severity == IdlSeverity.Error,
        diagnostic.Code == IncludeNotFound ? $"{diagnostic.Message} {AddFile(text.Substring(diagnostic.Location.Position, diagnostic.Location.Length))}" : diagnostic.Message,
        SourcePlace.Of(diagnostic.Location));

    /// <summary>A problem that only C# has with a document.</summary>
    public static IdlProblem Error(string code, string message, SourcePlace? place) => new(code, IsError: true, message, place);

    // The generator reads no file that the project does not name.
    private static string AddFile(string include) =>
        $"Add <ThriftFile Include=\"{include.Trim('"', '\'')}\" /> to the project, with Generate=\"false\" if another project makes the C# of that file.";

    public Diagnostic ToDiagnostic()
    {
        DiagnosticSeverity severity = IsError ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
        // The message is whole already: it may hold braces.
        DiagnosticDescriptor descriptor = new(Code, "Thrift IDL", "{0}", "Thrift", severity, isEnabledByDefault: true);
        return Diagnostic.Create(descriptor, Place?.ToLocation() ?? Location.None, Message);
    }
}
