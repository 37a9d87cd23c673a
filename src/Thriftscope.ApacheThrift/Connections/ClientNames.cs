using Thrift.Protocol;
using Thriftscope.ApacheThrift.Generated;
using Thriftscope.ApacheThrift.Protocols;
using Thriftscope.ApacheThrift.Servers;

namespace Thriftscope.ApacheThrift.Connections;

/// <summary>What the messages of one protocol object call.</summary>
internal sealed class ClientNames(TProtocol protocol, GeneratedService? service, string? serviceName) : IServiceCatalog
{
    // Below this protocol, the name is put before each message's.
    private readonly string? _multiplexedName = ProtocolStack.Find<TMultiplexedProtocol>(protocol) is { } multiplexed
        ? ApacheFields.ServiceName(multiplexed)
        : null;

    /// <summary>The service that generated code belongs to; it may become known only when a client is made on the protocol.</summary>
    public GeneratedService? Service { get; set; } = service;

    public ServedMethod Resolve(string messageName)
    {
        // Above this protocol, it is there already.
        int separator = messageName.IndexOf(TMultiplexedProtocol.Separator, StringComparison.Ordinal);
        string method = separator < 0 ? messageName : messageName[(separator + 1)..];
        string name = _multiplexedName ?? (separator < 0 ? serviceName ?? Service?.Name ?? "" : messageName[..separator]);
        return new ServedMethod(name, method, IsKnown: true, Service?.Method(method));
    }
}
