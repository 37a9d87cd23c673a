namespace Thriftscope;

/// <summary>
/// TApplicationException: the server could not run the method, or failed while it ran. A handler may throw it to answer with
/// a type and a message of its own.
/// </summary>
public sealed class ThriftApplicationException : ThriftException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="error">The type, which goes over the wire.</param>
    /// <param name="message">The message, which goes over the wire.</param>
    public ThriftApplicationException(ThriftApplicationError error, string message)
        : base(message) => Error = error;

    /// <summary>The type.</summary>
    public ThriftApplicationError Error { get; }

    /// <summary>Whether it is a server's answer, and not thrown by the program itself.</summary>
    internal bool IsReceived { get; init; }

    internal static ThriftApplicationException NoResult(string method) =>
        new(ThriftApplicationError.MissingResult, $"{method} answered with neither a result nor an exception.");
}

/// <summary>The types of TApplicationException, with their numbers on the wire.</summary>
public enum ThriftApplicationError
{
    /// <summary>No type was given.</summary>
    Unknown = 0,

    /// <summary>The service has no such method.</summary>
    UnknownMethod = 1,

    /// <summary>A message of a type that was not expected here.</summary>
    InvalidMessageType = 2,

    /// <summary>A reply for another method.</summary>
    WrongMethodName = 3,

    /// <summary>A reply for another call.</summary>
    BadSequenceId = 4,

    /// <summary>A reply with neither result nor exception.</summary>
    MissingResult = 5,

    /// <summary>The handler failed with an exception that the IDL does not declare.</summary>
    InternalError = 6,

    /// <summary>The server could not read the request.</summary>
    ProtocolError = 7,

    /// <summary>The server does not know the transform.</summary>
    InvalidTransform = 8,

    /// <summary>The server does not know the protocol.</summary>
    InvalidProtocol = 9,

    /// <summary>The server does not serve this type of client.</summary>
    UnsupportedClientType = 10,
}
