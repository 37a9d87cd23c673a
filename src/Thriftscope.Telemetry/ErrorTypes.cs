namespace Thriftscope.Telemetry;

/// <summary>
/// The values of <c>rpc.status_code</c> and <c>error.type</c>. Thrift's numbers for transport errors differ between
/// languages, so errors are always named.
/// </summary>
internal static class ErrorTypes
{
    public const string UnknownMethod = "UNKNOWN_METHOD";
    public const string InternalError = "INTERNAL_ERROR";
    public const string TimedOut = "TIMED_OUT";
    public const string NotOpen = "NOT_OPEN";
    public const string EndOfFile = "END_OF_FILE";
    public const string AuthenticationFailed = "AUTHENTICATION_FAILED";
    public const string Cancelled = "CANCELLED";
    public const string ProtocolError = "PROTOCOL_ERROR";
    public const string Overloaded = "OVERLOADED";

    private static readonly string[] ApplicationErrors =
    [
        "UNKNOWN", UnknownMethod, "INVALID_MESSAGE_TYPE", "WRONG_METHOD_NAME", "BAD_SEQUENCE_ID", "MISSING_RESULT",
        InternalError, ProtocolError, "INVALID_TRANSFORM", "INVALID_PROTOCOL", "UNSUPPORTED_CLIENT_TYPE",
    ];

    /// <summary>The name of a TApplicationException type; these numbers are on the wire and the same in every language.</summary>
    public static string ApplicationError(int type) =>
        (uint)type < (uint)ApplicationErrors.Length ? ApplicationErrors[type] : ApplicationErrors[0];
}
