using System.Diagnostics;

namespace Thriftscope.Telemetry;

/// <summary>Decides whether an exception that the IDL declares makes a span an error.</summary>
public sealed class DeclaredExceptionPolicy
{
    private readonly Func<ActivityKind, string, bool> _isError;

    private DeclaredExceptionPolicy(Func<ActivityKind, string, bool> isError) => _isError = isError;

    /// <summary>An error on the client and not on the server, as OpenTelemetry treats an HTTP 404. The default.</summary>
    public static DeclaredExceptionPolicy ClientOnly { get; } = new((kind, _) => kind == ActivityKind.Client);

    /// <summary>An error on both sides.</summary>
    public static DeclaredExceptionPolicy Always { get; } = new((_, _) => true);

    /// <summary>An error on neither side.</summary>
    public static DeclaredExceptionPolicy Never { get; } = new((_, _) => false);

    /// <summary>Decides for each exception type, the same on both sides.</summary>
    /// <param name="isError">Gets the exception's IDL name; <see langword="null"/> leaves it to <see cref="ClientOnly"/>.</param>
    public static DeclaredExceptionPolicy ByType(Func<string, bool?> isError)
    {
        ArgumentNullException.ThrowIfNull(isError);
        return new((kind, name) => isError(name) ?? kind == ActivityKind.Client);
    }

    internal bool IsError(ActivityKind kind, string exceptionName) => _isError(kind, exceptionName);
}
