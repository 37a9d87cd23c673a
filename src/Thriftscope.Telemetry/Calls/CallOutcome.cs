namespace Thriftscope.Telemetry;

/// <summary>How a call ended.</summary>
/// <param name="StatusCode">The value of <c>rpc.status_code</c>; <see langword="null"/> when no reply says one.</param>
/// <param name="ErrorType">The value of <c>error.type</c>; <see langword="null"/> for a call that did not fail.</param>
/// <param name="DeclaredException">Whether <paramref name="StatusCode"/> is the name of a declared exception.</param>
/// <param name="Exception">What was thrown, where that is known.</param>
internal readonly record struct CallOutcome(string? StatusCode, string? ErrorType, bool DeclaredException = false, Exception? Exception = null)
{
    public static CallOutcome Ok { get; } = new(SemanticConventions.StatusOk, null);

    public static CallOutcome Declared(string exceptionName, Exception? exception = null) =>
        new(exceptionName, exceptionName, DeclaredException: true, exception);

    /// <summary>A reply of the message type EXCEPTION.</summary>
    public static CallOutcome ApplicationError(int type, Exception? exception = null)
    {
        string name = ErrorTypes.ApplicationError(type);
        return new(name, name, Exception: exception);
    }

    /// <summary>No reply came, or none is expected.</summary>
    public static CallOutcome Failed(string errorType, Exception? exception = null) => new(null, errorType, Exception: exception);
}
