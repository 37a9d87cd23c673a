using System.Buffers;
using Thriftscope.Wire;

namespace Thriftscope.Client;

/// <summary>Says what went wrong with a connection, and, where nothing has ever come on it, what may be the reason.</summary>
internal static class ConnectionFailures
{
    private const int TlsHeadLength = 2;

    public static ThriftTransportException Closed(ThriftEndpoint endpoint, bool hasAnswered)
    {
        string hint = hasAnswered
            ? "It has answered on this connection before: it was stopped, or its handler failed and it does not say so."
            : $"Servers do so when they are spoken to in another transport or protocol than theirs{(endpoint.Scheme == "tls" ? ", when they want a client certificate" : "")}, or when they take no more connections.";
        return new(ThriftTransportError.EndOfFile, $"{endpoint} closed the connection before it answered. {hint}");
    }

    public static ThriftTransportException ClosedUnused(ThriftEndpoint endpoint) =>
        new(ThriftTransportError.EndOfFile, $"{endpoint} closed the connection, on which no call was under way.");

    public static ThriftTransportException Lost(ThriftEndpoint endpoint, Exception exception, bool hasAnswered) =>
        new(ThriftTransportError.EndOfFile, $"The connection to {endpoint} was lost: {exception.Message.TrimEnd('.')}.{HintOf(endpoint, hasAnswered)}", exception);

    /// <param name="endpoint">Who did not answer.</param>
    /// <param name="seconds">How long the caller waited.</param>
    /// <param name="wasSent">Whether the request left this machine.</param>
    /// <param name="hasAnswered">Whether anything has come on the connection.</param>
    public static ThriftTransportException Late(ThriftEndpoint endpoint, double seconds, bool wasSent, bool hasAnswered) => wasSent
        ? new(ThriftTransportError.TimedOut, $"{endpoint} did not answer within {seconds} s.{HintOf(endpoint, hasAnswered)}")
        : new(ThriftTransportError.TimedOut, $"{endpoint} did not take the request within {seconds} s.");

    /// <summary>What the first bytes from a server are if they are not Thrift's.</summary>
    /// <exception cref="ThriftProtocolException">They are another protocol's.</exception>
    public static void ThrowIfForeign(ThriftEndpoint endpoint, in ReadOnlySequence<byte> start)
    {
        SequenceReader<byte> reader = new(start);
        if (reader.IsNext("HTTP/"u8))
            throw Foreign($"{endpoint} answers in HTTP: such a service's endpoint begins with http://, and ends with its path");
        // An alert or a handshake, and the version's first byte.
        Span<byte> head = stackalloc byte[TlsHeadLength];
        if (reader.TryCopyTo(head) && head is [0x15 or 0x16, 0x03] && endpoint.Scheme != "tls")
            throw Foreign($"{endpoint} answers in TLS: such a service's endpoint begins with tls://");
    }

    private static ThriftProtocolException Foreign(string message) => new(ThriftProtocolError.BadVersion, message);

    private static string HintOf(ThriftEndpoint endpoint, bool hasAnswered) => hasAnswered
        ? ""
        : $" Nothing has come on this connection: does the server speak {WireNames.Of(endpoint.Protocol)} over {WireNames.Of(endpoint.Transport)}{(endpoint.CompressesStream ? " and zlib" : "")} there{(endpoint.Scheme == "tls" ? ", and does it want a client certificate" : "")}?";
}
