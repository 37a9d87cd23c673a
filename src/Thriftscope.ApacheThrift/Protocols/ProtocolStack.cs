using Thrift.Protocol;

namespace Thriftscope.ApacheThrift.Protocols;

/// <summary>Looks through the decorators of a protocol.</summary>
internal static class ProtocolStack
{
    /// <summary>The protocol that reads and writes bytes.</summary>
    public static TProtocol Innermost(TProtocol protocol)
    {
        while (protocol is TProtocolDecorator decorator)
            protocol = ApacheFields.WrappedProtocol(decorator);
        return protocol;
    }

    public static T? Find<T>(TProtocol protocol)
        where T : TProtocolDecorator
    {
        while (protocol is TProtocolDecorator decorator)
        {
            if (decorator is T found)
                return found;
            protocol = ApacheFields.WrappedProtocol(decorator);
        }

        return null;
    }

    /// <summary>The value of <c>thrift.protocol</c>.</summary>
    public static string NameOf(TProtocol protocol) => Innermost(protocol) switch
    {
        TBinaryProtocol => "binary",
        TCompactProtocol => "compact",
        TJsonProtocol => "json",
        THeaderProtocol header => header.HeaderTransport.CallFormat.ProtocolName,
        { } other => other.GetType().Name,
    };
}
