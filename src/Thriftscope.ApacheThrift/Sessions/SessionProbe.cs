using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thriftscope.ApacheThrift.Connections;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Sessions;

/// <summary>The call with which a client asks whether its server knows a dialect. No user's method has such a name.</summary>
internal static class SessionProbe
{
    public const string ThriftPyMethod = "__thriftpy_tracing_method_name__v2";
    public const string FinagleMethod = "__can__finagle__trace__v3__";

    /// <summary>What a message asks for; <see langword="null"/> for one that is no probe.</summary>
    public static ThriftContextDialect? DialectOf(in TMessage message) => message.Type == TMessageType.Call && message.Name is { } name
        ? name.AsSpan(name.IndexOf(TMultiplexedProtocol.Separator, StringComparison.Ordinal) + 1) switch
        {
            ThriftPyMethod => ThriftContextDialects.ThriftPy,
            FinagleMethod => ThriftContextDialects.Finagle,
            _ => null,
        }
        : null;

    /// <summary>Whether the messages of a connection can have what a dialect puts before them.</summary>
    public static bool CanBeSpoken(ThriftContextDialect dialect, Connection connection)
    {
        if (connection.IsHttp || connection.Headers is not null)
            return false;
        return dialect == ThriftContextDialects.Finagle
            ? connection is { Protocol: "binary", Transport: "framed" }
            : connection.Protocol is "binary" or "compact";
    }
}
