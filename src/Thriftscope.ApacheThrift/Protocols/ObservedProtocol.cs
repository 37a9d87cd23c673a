using System.Diagnostics.CodeAnalysis;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thriftscope.ApacheThrift.Calls;
using Thriftscope.ApacheThrift.Connections;
using Thriftscope.ApacheThrift.Servers;
using Thriftscope.ApacheThrift.Transports;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Protocols;

/// <summary>
/// Sits around a protocol and tells the exchange that a message belongs to what passes. It adds nothing to the bytes but the trace
/// context, and hides nothing but that.
/// </summary>
internal sealed partial class ObservedProtocol : TProtocolDecorator
{
    private readonly TProtocol _inner;
    private readonly Connection _connection;
    private readonly IServiceCatalog _services;
    private readonly ObservedTransport _bytes;
    private Exchange? _writing;
    private Exchange? _reading;

    /// <param name="inner">The protocol that is observed.</param>
    /// <param name="connection">The connection that it belongs to.</param>
    /// <param name="services">What its messages call.</param>
    /// <param name="isFlushed">
    /// Whether generated code looks here for the transport to flush. Else the program finds its own one.
    /// </param>
    public ObservedProtocol(TProtocol inner, Connection connection, IServiceCatalog services, bool isFlushed)
        : base(inner)
    {
        _inner = inner;
        _connection = connection;
        _services = services;
        _bytes = (ObservedTransport)ProtocolStack.Innermost(inner).Transport;
        Trans = isFlushed ? _bytes : TransportStack.Original(inner.Transport);
        // Generated code asks the outermost protocol how deep it may go, and a protocol of the program's own may have set that.
        RecursionLimit = ApacheFields.RecursionLimit(inner);
    }

    public TProtocol Inner => _inner;

    public Connection Connection => _connection;

    public IServiceCatalog Services => _services;

    public ClientNames? ClientNames => _services as ClientNames;

    /// <summary>Goes on in the middle of a message, whose beginning was read without this.</summary>
    public void Resume(Exchange exchange)
    {
        _reading = exchange;
        _connection.ReadFrom(_bytes);
    }

    public override Task WriteMessageBeginAsync(TMessage message, CancellationToken cancellationToken)
    {
        _writing = Contained.Run((Protocol: this, message), static s => s.Protocol.Begin(s.message));
        if (_connection.Session is { AnswersHeader: true } session && message.Type is not (TMessageType.Call or TMessageType.Oneway))
            return WriteInSessionAsync(session, message, cancellationToken);
        if (ClientNames is not null && message.Type is TMessageType.Call or TMessageType.Oneway && (_connection.Granted is not null || !_connection.HasAsked))
            return WriteRequestAsync(message, cancellationToken);
        return Write(static (p, m, t) => p.WriteMessageBeginAsync(m, t), message, cancellationToken);
    }

    public override Task WriteMessageEndAsync(CancellationToken cancellationToken)
    {
        Task written = Write(static (p, t) => p.WriteMessageEndAsync(t), cancellationToken);
        _writing = null;
        return written;
    }

    public override Task WriteStructBeginAsync(TStruct @struct, CancellationToken cancellationToken)
    {
        _writing?.StructBegin(@struct.Name);
        return Write(static (p, s, t) => p.WriteStructBeginAsync(s, t), @struct, cancellationToken);
    }

    public override Task WriteStructEndAsync(CancellationToken cancellationToken)
    {
        _writing?.StructEnd();
        return Write(static (p, t) => p.WriteStructEndAsync(t), cancellationToken);
    }

    public override Task WriteFieldBeginAsync(TField field, CancellationToken cancellationToken)
    {
        _writing?.FieldBegin(field);
        return Write(static (p, f, t) => p.WriteFieldBeginAsync(f, t), field, cancellationToken);
    }

    public override Task WriteFieldStopAsync(CancellationToken cancellationToken) => _writing is ClientExchange call && call.OutgoingContext() is { } context
        ? Write(WriteContextAndStopAsync, context, cancellationToken)
        : Write(static (p, t) => p.WriteFieldStopAsync(t), cancellationToken);

    public override Task WriteI32Async(int i32, CancellationToken cancellationToken)
    {
        if (_writing is { AwaitsErrorType: true } exchange)
            exchange.ErrorTypeIs(i32);
        return Write(static (p, v, t) => p.WriteI32Async(v, t), i32, cancellationToken);
    }

    public override ValueTask<TMessage> ReadMessageBeginAsync(CancellationToken cancellationToken)
    {
        _reading = Contained.Run(this, static p => p._connection.AwaitMessage(p._bytes));
        if (_connection.Session is { } session)
            return ReadInSessionAsync(session, cancellationToken);
        if (_connection.Granted is { } granted && _reading is ClientExchange or null)
            return ReadReplyAsync(granted, cancellationToken);
        ValueTask<TMessage> read = Read(static (p, t) => p.ReadMessageBeginAsync(t), cancellationToken);
        if (!read.IsCompletedSuccessfully)
            return ArriveAsync(read, cancellationToken);
        TMessage message = read.Result;
        if (AskedFor(message) is { } dialect)
            return AnswerAsync(message, dialect, cancellationToken);
        Arrived(message);
        return new(message);
    }

    public override Task ReadMessageEndAsync(CancellationToken cancellationToken)
    {
        if (_reading is not { } exchange)
            return _inner.ReadMessageEndAsync(cancellationToken);
        if (exchange is ServerExchange { IsReadingArguments: true } request)
        {
            // The handler runs next, in this flow where nothing is between: the span must be opened before anything waits.
            Contained.Run(request, static r => r.RequestEnds());
            return Read(static (p, t) => p.ReadMessageEndAsync(t), cancellationToken);
        }

        Task read = Read(static (p, t) => p.ReadMessageEndAsync(t), cancellationToken);
        if (!read.IsCompletedSuccessfully)
            return EndAsync(read, exchange);
        Ended(exchange);
        return read;
    }

    public override ValueTask<TStruct> ReadStructBeginAsync(CancellationToken cancellationToken)
    {
        _reading?.StructBegin("");
        return Read(static (p, t) => p.ReadStructBeginAsync(t), cancellationToken);
    }

    public override Task ReadStructEndAsync(CancellationToken cancellationToken)
    {
        Task read = Read(static (p, t) => p.ReadStructEndAsync(t), cancellationToken);
        _reading?.StructEnd();
        return read;
    }

    public override ValueTask<TField> ReadFieldBeginAsync(CancellationToken cancellationToken)
    {
        ValueTask<TField> read = Read(static (p, t) => p.ReadFieldBeginAsync(t), cancellationToken);
        if (_reading is not { } exchange)
            return read;
        if (!read.IsCompletedSuccessfully)
            return FieldAsync(read, exchange, cancellationToken);
        TField field = read.Result;
        if (exchange is ServerExchange { IsReadingArguments: true } && ContextField.IsCandidate(field, exchange.Depth))
            return FieldAsync(new(field), exchange, cancellationToken);
        exchange.FieldBegin(field);
        return new(field);
    }

    public override ValueTask<TMap> ReadMapBeginAsync(CancellationToken cancellationToken) =>
        _reading is ServerExchange { Context: { } context } && context.TryReadMapAgain(out TMap map)
            ? new(map)
            : Read(static (p, t) => p.ReadMapBeginAsync(t), cancellationToken);

    public override ValueTask<string> ReadStringAsync(CancellationToken cancellationToken)
    {
        if (_reading is ServerExchange { Context: { } context } && context.TryReadStringAgain(out string text))
            return new(text);
        ValueTask<string> read = Read(static (p, t) => p.ReadStringAsync(t), cancellationToken);
        return _reading is { AwaitsErrorMessage: true } exchange ? ErrorMessageAsync(read, exchange) : read;
    }

    public override ValueTask<byte[]> ReadBinaryAsync(CancellationToken cancellationToken) =>
        _reading is ServerExchange { Context: { } context } && context.TryReadBinaryAgain(out byte[] bytes)
            ? new(bytes)
            : Read(static (p, t) => p.ReadBinaryAsync(t), cancellationToken);

    public override ValueTask<int> ReadI32Async(CancellationToken cancellationToken)
    {
        ValueTask<int> read = Read(static (p, t) => p.ReadI32Async(t), cancellationToken);
        return _reading is { AwaitsErrorType: true } exchange ? ErrorTypeAsync(read, exchange) : read;
    }

    [SuppressMessage("Usage", "CA2215", Justification = "The base class disposes of the transport, and the inner protocol has done so.")]
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
            _connection.Closed();
        }
    }

    private static async Task WriteContextAndStopAsync(TProtocol protocol, ContextCarrier context, CancellationToken cancellationToken)
    {
        // Like any field: compact and JSON keep track of ids and of nesting.
        TField field = new("context", TType.Map, TrailingFieldDialect.Id);
        await protocol.WriteFieldBeginAsync(field, cancellationToken).ConfigureAwait(false);
        await protocol.WriteMapBeginAsync(new TMap(TType.String, TType.String, context.Count), cancellationToken).ConfigureAwait(false);
        foreach ((string key, string value) in context.Entries)
        {
            await protocol.WriteStringAsync(key, cancellationToken).ConfigureAwait(false);
            await protocol.WriteStringAsync(value, cancellationToken).ConfigureAwait(false);
        }

        await protocol.WriteMapEndAsync(cancellationToken).ConfigureAwait(false);
        await protocol.WriteFieldEndAsync(cancellationToken).ConfigureAwait(false);
        await protocol.WriteFieldStopAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<int> ErrorTypeAsync(ValueTask<int> read, Exchange exchange)
    {
        int type = await read.ConfigureAwait(false);
        exchange.ErrorTypeIs(type);
        return type;
    }

    private static async ValueTask<string> ErrorMessageAsync(ValueTask<string> read, Exchange exchange)
    {
        string message = await read.ConfigureAwait(false);
        exchange.ErrorMessageIs(message);
        return message;
    }

    private async ValueTask<TMessage> ArriveAsync(ValueTask<TMessage> read, CancellationToken cancellationToken)
    {
        TMessage message = await read.ConfigureAwait(false);
        if (AskedFor(message) is { } dialect)
            return await AnswerAsync(message, dialect, cancellationToken).ConfigureAwait(false);
        Arrived(message);
        return message;
    }

    private Exchange? Begin(TMessage message) => message.Type is not (TMessageType.Call or TMessageType.Oneway)
        ? _connection.BeginReply(message, _bytes)
        : ClientNames is { } names ? _connection.BeginCall(message, names, _bytes) : null;

    private void Arrived(TMessage message) => _reading = Contained.Run((Protocol: this, message), static s => s.Protocol.FindExchange(s.message));

    // What an observed processor reads is a request, and what a client waits for a reply, of whichever type.
    private Exchange? FindExchange(TMessage message) => _reading switch
    {
        ServerExchange => _connection.RequestArrived(message, _services),
        null when message.Type is TMessageType.Call or TMessageType.Oneway => _connection.RequestArrived(message, _services),
        _ => _connection.ReplyArrived(message),
    };

    private async Task EndAsync(Task read, Exchange exchange)
    {
        await read.ConfigureAwait(false);
        Ended(exchange);
    }

    private void Ended(Exchange exchange)
    {
        _reading = null;
        if (exchange is ClientExchange call)
            Contained.Run(call, static c => c.ReplyEnds());
    }

    private async ValueTask<TField> FieldAsync(ValueTask<TField> read, Exchange exchange, CancellationToken cancellationToken)
    {
        TField field = await read.ConfigureAwait(false);
        if (exchange is ServerExchange { IsReadingArguments: true } request && ContextField.IsCandidate(field, exchange.Depth))
            field = await Observe(request.SkipContextsAsync(_inner, field, cancellationToken), exchange).ConfigureAwait(false);

        exchange.FieldBegin(field);
        return field;
    }
}
