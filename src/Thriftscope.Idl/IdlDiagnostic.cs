namespace Thriftscope.Idl;

/// <summary>Something that is wrong, or doubtful, in a <c>.thrift</c> file.</summary>
public sealed class IdlDiagnostic
{
    internal IdlDiagnostic(string code, IdlSeverity severity, string message, SourceLocation location)
    {
        Code = code;
        Severity = severity;
        Message = message;
        Location = location;
    }

    /// <summary>The stable code, such as <c>THRIFT101</c>.</summary>
    public string Code { get; }

    /// <summary>Error or warning.</summary>
    public IdlSeverity Severity { get; }

    /// <summary>What was found, what was expected and what to do.</summary>
    public string Message { get; }

    /// <summary>Where.</summary>
    public SourceLocation Location { get; }

    /// <summary>The line that compilers print and editors understand: <c>file(line,column): error THRIFT101: message</c>.</summary>
    public override string ToString() =>
        $"{Location}: {(Severity == IdlSeverity.Error ? "error" : "warning")} {Code}: {Message}";
}

/// <summary>How bad a diagnostic is.</summary>
public enum IdlSeverity
{
    /// <summary>The model can be used, but the author probably meant something else.</summary>
    Warning,

    /// <summary>The model can't be used.</summary>
    Error,
}
