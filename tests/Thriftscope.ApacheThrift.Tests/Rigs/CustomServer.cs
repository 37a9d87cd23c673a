using Thrift.Processor;
using Thrift.Protocol;
using Thrift.Server;
using Thrift.Transport;

namespace Thriftscope.ApacheThrift.Tests.Rigs;

/// <summary>
/// A server as a user might write it: it peeks for no request, calls no event handler, and gives the processor one protocol for
/// both directions.
/// </summary>
internal sealed class CustomServer(ITProcessorFactory processors, TServerTransport serverTransport, TTransportFactory transports, TProtocolFactory protocols)
    : TServer(processors, serverTransport, transports, transports, protocols, protocols)
{
    public override async Task ServeAsync(CancellationToken cancellationToken)
    {
        ServerTransport.Listen();
        while (!cancellationToken.IsCancellationRequested)
        {
            TTransport client;
            try
            {
                client = await ServerTransport.AcceptAsync(cancellationToken);
            }
            catch (TTransportException)
            {
                return;
            }

            _ = Task.Run(() => ServeConnectionAsync(client, cancellationToken), CancellationToken.None);
        }
    }

    public override void Stop() => ServerTransport.Close();

    private async Task ServeConnectionAsync(TTransport client, CancellationToken cancellationToken)
    {
        ITAsyncProcessor processor = ProcessorFactory.GetAsyncProcessor(client, this);
        using TTransport transport = InputTransportFactory.GetTransport(client);
        using TProtocol protocol = InputProtocolFactory.GetProtocol(transport);
        try
        {
            while (await processor.ProcessAsync(protocol, protocol, cancellationToken))
            {
            }
        }
        catch (Exception e) when (e is TTransportException or OperationCanceledException)
        {
            // The client has left, or the server stops.
        }
    }
}
