using Thriftscope.Telemetry;

namespace Thriftscope;

/// <summary>A connection that could not be opened, was lost, or did not answer in time.</summary>
public sealed class ThriftTransportException : ThriftException
{
    internal ThriftTransportException(ThriftTransportError error, string message, Exception? inner = null)
        : base(message, inner) => Error = error;

    /// <summary>What went wrong.</summary>
    public ThriftTransportError Error { get; }

    /// <summary>
    /// Whether the request certainly never left this machine, so that calling again can't run the method twice. Otherwise it may have
    /// been sent, and run.
    /// </summary>
    public bool IsUnsent { get; internal set; }

    /// <summary>The status of an HTTP answer that is no success.</summary>
    public int? HttpStatus { get; internal init; }

    /// <summary>Whether it says no more than that another endpoint was to be tried.</summary>
    internal bool IsImpatience { get; init; }

    internal string ErrorType => Error switch
    {
        // As OpenTelemetry's conventions for HTTP name it.
        ThriftTransportError.HttpStatus when HttpStatus is { } status => status.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ThriftTransportError.TimedOut => ErrorTypes.TimedOut,
        ThriftTransportError.EndOfFile => ErrorTypes.EndOfFile,
        ThriftTransportError.AuthenticationFailed => ErrorTypes.AuthenticationFailed,
        _ => ErrorTypes.NotOpen,
    };
}

/// <summary>The kinds of transport error. They have no numbers: those differ between Thrift's languages.</summary>
public enum ThriftTransportError
{
    /// <summary>The connection could not be opened, or the client is closed.</summary>
    NotOpen,

    /// <summary>No connection, or no reply, in time.</summary>
    TimedOut,

    /// <summary>The peer closed the connection before it answered.</summary>
    EndOfFile,

    /// <summary>An HTTP server, or a proxy before it, answered with a status that is no success.</summary>
    HttpStatus,

    /// <summary>A SASL log-in was refused.</summary>
    AuthenticationFailed,
}
