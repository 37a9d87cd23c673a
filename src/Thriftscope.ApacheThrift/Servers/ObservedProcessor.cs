using Thrift.Processor;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
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
        if (IsToObserve(iprot))
            return ServeAsync(iprot, oprot, cancellationToken);
        connections.Skip(iprot.Transport);
        return inner.ProcessAsync(iprot, oprot, cancellationToken);
    }

    /// <summary>Whether a request is to be observed, and is not yet: by a processor around a multiplexed one, say.</summary>
    public bool IsToObserve(TProtocol iprot) => connections.AreObserved && (instrumentor.Instrumentation.ListensToServers || connections.HaveSession(iprot))
        && ProtocolStack.Find<ObservedProtocol>(iprot) is not { Connection.Serving: not null };

    /// <summary>Processes a request whose beginning has been read already.</summary>
    public async Task ProcessLateAsync(
        IServiceCatalog service, string method, MethodHooks.ProcessFunction process, int seqid, TProtocol iprot, TProtocol oprot, CancellationToken cancellationToken)
    {
        bool isNew = !connections.Has(iprot);
        using ServedRequest request = new(connections.Of(iprot, oprot), service, iprot, oprot);
        request.ResumeAfter(new TMessage(method, TMessageType.Call, seqid), isCounted: !isNew);
        try
        {
            await process(seqid, request.Input, request.Output, cancellationToken).ConfigureAwait(false);
            Contained.Run(request.Exchange, static e => e.Processed());
        }
        catch (Exception e)
        {
            request.Exchange.Fail(e);
            throw;
        }
    }

    /// <summary>Watches the handlers no more.</summary>
    public void Dispose() => services.Dispose();

    // What is set in this flow ends with it: neither the span nor the exchange leaks into the connection's loop.
    private async Task<bool> ServeAsync(TProtocol iprot, TProtocol oprot, CancellationToken cancellationToken)
    {
        using ServedRequest request = new(connections.Of(iprot, oprot), services, iprot, oprot);
        try
        {
            bool goesOn = await inner.ProcessAsync(request.Input, request.Output, cancellationToken).ConfigureAwait(false);
            Contained.Run(request.Exchange, static e => e.Processed());
            return goesOn;
        }
        catch (Exception e)
        {
            request.Exchange.Fail(e);
            throw;
        }
    }

    /// <summary>One request while a processor has it.</summary>
    private readonly struct ServedRequest : IDisposable
    {
        private readonly Connection _connection;

        public ServedRequest(Connection connection, IServiceCatalog services, TProtocol iprot, TProtocol oprot)
        {
            _connection = connection;
            Exchange = connection.BeginServing(services, isProcessed: true);
            (Input, Output) = connection.ObservedAs(iprot, oprot, services);
            Exchange.EnterFlow();
        }

        public ServerExchange Exchange { get; }

        public TProtocol Input { get; }

        public TProtocol Output { get; }

        public void ResumeAfter(TMessage message, bool isCounted)
        {
            Exchange.RequestBegins(message, isCounted);
            ProtocolStack.Find<ObservedProtocol>(Input)?.Resume(Exchange);
        }

        public void Dispose()
        {
            Exchange.LeaveFlow();
            _connection.AwaitRequest();
        }
    }
}
