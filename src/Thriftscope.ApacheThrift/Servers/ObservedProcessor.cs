using Thrift.Processor;
using Thrift.Protocol;
using Thriftscope.ApacheThrift.Calls;
using Thriftscope.ApacheThrift.Connections;
using Thriftscope.ApacheThrift.Protocols;

namespace Thriftscope.ApacheThrift.Servers;

/// <summary>Sits around a processor: each request that it processes is a server call.</summary>
internal sealed class ObservedProcessor(
    ThriftInstrumentor instrumentor, ITAsyncProcessor inner, ProcessorCatalog services, ServerConnections connections) : ITAsyncProcessor, IDisposable
{
    public Task<bool> ProcessAsync(TProtocol iprot, TProtocol oprot, CancellationToken cancellationToken = default)
    {
        // Inside a multiplexed processor that is observed too, the request is observed already.
        bool isWanted = connections.AreObserved && instrumentor.Instrumentation.ListensToServers
            && ProtocolStack.Find<ObservedProtocol>(iprot) is not { Connection.Serving: not null };
        return isWanted ? ServeAsync(connections.Of(iprot, oprot), iprot, oprot, cancellationToken) : inner.ProcessAsync(iprot, oprot, cancellationToken);
    }

    public void Dispose() => services.Dispose();

    // What is set in this flow ends with it: neither the span nor the exchange leaks into the connection's loop.
    private async Task<bool> ServeAsync(Connection connection, TProtocol iprot, TProtocol oprot, CancellationToken cancellationToken)
    {
        ServerExchange exchange = connection.BeginServing(services);
        ServerExchange.Current = exchange;
        try
        {
            ObservedProtocol input = new(iprot, connection, services, iprot.Transport);
            ObservedProtocol output = new(oprot, connection, services, connection.Output);
            bool goesOn = await inner.ProcessAsync(input, output, cancellationToken).ConfigureAwait(false);
            exchange.Processed();
            return goesOn;
        }
        catch (Exception e)
        {
            exchange.Fail(e);
            throw;
        }
        finally
        {
            connection.AwaitRequest();
        }
    }
}
