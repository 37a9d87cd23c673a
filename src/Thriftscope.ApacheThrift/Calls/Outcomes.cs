using System.Net.Sockets;
using Thrift;
using Thrift.Protocol;
using Thrift.Transport;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Calls;

/// <summary>Names what made a call or a message fail, for telemetry.</summary>
internal static class Outcomes
{
    public static CallOutcome Of(Exception exception) => CallOutcome.Failed(ErrorTypeOf(exception), exception);

    /// <summary>The value of <c>thrift.reason</c> for a request that could not be read.</summary>
    public static string RejectionOf(Exception exception) => exception switch
    {
        TProtocolException e => e.GetExceptionType() switch
        {
            TProtocolException.BAD_VERSION => "bad_magic",
            TProtocolException.SIZE_LIMIT => "too_large",
            TProtocolException.DEPTH_LIMIT => "too_deep",
            TProtocolException.NEGATIVE_SIZE => "negative_size",
            _ => "invalid_data",
        },
        TTransportException { Type: TTransportException.ExceptionType.MessageSizeLimit } => "too_large",
        TTransportException or IOException or SocketException or ObjectDisposedException => "truncated",
        _ => "invalid_data",
    };

    private static string ErrorTypeOf(Exception exception) => exception switch
    {
        TTransportException e => ErrorTypeOf(e),
        TProtocolException => ErrorTypes.ProtocolError,
        TApplicationException e => ErrorTypes.ApplicationError((int)e.Type),
        // HttpClient's own time-out, too, is a cancellation.
        OperationCanceledException e => e.InnerException is TimeoutException ? ErrorTypes.TimedOut : ErrorTypes.Cancelled,
        TimeoutException => ErrorTypes.TimedOut,
        ObjectDisposedException => ErrorTypes.NotOpen,
        SocketException e => ErrorTypeOf(e.SocketErrorCode),
        IOException { InnerException: SocketException e } => ErrorTypeOf(e.SocketErrorCode),
        HttpRequestException { InnerException: SocketException e } => ErrorTypeOf(e.SocketErrorCode),
        _ => exception.GetType().FullName ?? exception.GetType().Name,
    };

    private static string ErrorTypeOf(TTransportException exception) => exception.Type switch
    {
        TTransportException.ExceptionType.NotOpen => ErrorTypes.NotOpen,
        TTransportException.ExceptionType.AlreadyOpen => "ALREADY_OPEN",
        TTransportException.ExceptionType.TimedOut => ErrorTypes.TimedOut,
        TTransportException.ExceptionType.EndOfFile => ErrorTypes.EndOfFile,
        TTransportException.ExceptionType.MessageSizeLimit => "MESSAGE_SIZE_LIMIT",
        // THttpTransport wraps whatever it meets.
        _ when exception.InnerException is { } inner => ErrorTypeOf(inner),
        TTransportException.ExceptionType.Interrupted => "INTERRUPTED",
        _ => "UNKNOWN",
    };

    private static string ErrorTypeOf(SocketError error) => error switch
    {
        SocketError.TimedOut => ErrorTypes.TimedOut,
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => ErrorTypes.EndOfFile,
        _ => ErrorTypes.NotOpen,
    };
}
