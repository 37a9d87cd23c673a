using Thrift.Protocol;
using Thrift.Server;
using Thrift.Transport;

namespace Thriftscope.ApacheThrift.Servers;

/// <summary>
/// Hears of a server's connections, before and behind the program's own handler: that one sees protocols and transports as they
/// are without us when a connection begins and ends, which is when it asks them for the peer's address.
/// </summary>
internal sealed class ObservedServerEvents(ServerConnections connections, ITServerEventHandler? inner) : ITServerEventHandler
{
    public ITServerEventHandler? Inner => inner;

    public Task PreServeAsync(CancellationToken cancellationToken) => inner?.PreServeAsync(cancellationToken) ?? Task.CompletedTask;

    public async Task<object> CreateContextAsync(TProtocol input, TProtocol output, CancellationToken cancellationToken)
    {
        object? context = inner is null ? null : await inner.CreateContextAsync(input, output, cancellationToken).ConfigureAwait(false);
        connections.Opened(input, output);
        // Without a handler of its own, the server would have had none.
        return context!;
    }

    public Task DeleteContextAsync(object serverContext, TProtocol input, TProtocol output, CancellationToken cancellationToken)
    {
        // A connection that failed to begin has no protocols.
        if (input is not null)
            connections.Close(input.Transport);
        return inner?.DeleteContextAsync(serverContext, input, output, cancellationToken) ?? Task.CompletedTask;
    }

    public Task ProcessContextAsync(object serverContext, TTransport transport, CancellationToken cancellationToken)
    {
        connections.Arrived(transport);
        return inner?.ProcessContextAsync(serverContext, transport, cancellationToken) ?? Task.CompletedTask;
    }
}
