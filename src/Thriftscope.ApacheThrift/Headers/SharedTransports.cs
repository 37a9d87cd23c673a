using System.Runtime.CompilerServices;
using Thrift.Transport;
using Thriftscope.ApacheThrift.Transports;

namespace Thriftscope.ApacheThrift.Headers;

/// <summary>
/// The one <see cref="THeaderTransport"/> of each connection: Apache's servers make their transports and protocols for input and for
/// output one by one, and a reply has to know how its request came.
/// </summary>
internal static class SharedTransports
{
    private static readonly ConditionalWeakTable<TTransport, THeaderTransport> ByEndpoint = [];

    /// <summary>The one that a transport is, or has among its layers.</summary>
    public static THeaderTransport? Find(TTransport transport)
    {
        for (TTransport current = transport; current is TLayeredTransport layer; current = layer.InnerTransport)
        {
            if (layer is THeaderTransport found)
                return found;
        }

        return null;
    }

    public static THeaderTransport Of(TTransport transport, THeaderOptions? options)
    {
        ArgumentNullException.ThrowIfNull(transport);
        if (Find(transport) is { } found)
            return found;
        TTransport endpoint = TransportStack.Endpoint(transport);
        lock (ByEndpoint)
        {
            if (!ByEndpoint.TryGetValue(endpoint, out THeaderTransport? shared) || shared.IsDisposed)
                ByEndpoint.AddOrUpdate(endpoint, shared = new THeaderTransport(transport, options));
            return shared;
        }
    }
}
