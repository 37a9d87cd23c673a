using System.Globalization;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Protocol.Utilities;
using Thriftscope.ApacheThrift.Transports;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Sessions;

/// <summary>What a connection has agreed on with its server: after that, a header stands before each request.</summary>
internal sealed class ClientSession
{
    private readonly ThriftContextDialect _dialect;
    private readonly bool _repliesHaveHeaders;
    private long _calls;

    private ClientSession(ThriftContextDialect dialect, bool repliesHaveHeaders)
    {
        _dialect = dialect;
        _repliesHaveHeaders = repliesHaveHeaders;
    }

    public ThriftContextDialect Dialect => _dialect;

    /// <summary>Asks the server, before the first call.</summary>
    /// <param name="dialect">What is asked for.</param>
    /// <param name="protocol">What the answer is read from, too: nothing else is on the way.</param>
    /// <param name="bytes">What the protocol writes to.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/> where the server knows of no such thing, and calls go on without.</returns>
    /// <exception cref="TProtocolException">The answer is none.</exception>
    public static async Task<ClientSession?> AskAsync(
        ThriftContextDialect dialect, TProtocol protocol, ObservedTransport bytes, CancellationToken cancellationToken)
    {
        bool isThriftPy = dialect == ThriftContextDialects.ThriftPy;
        string name = isThriftPy ? SessionProbe.ThriftPyMethod : SessionProbe.FinagleMethod;
        await protocol.WriteMessageBeginAsync(new TMessage(name, TMessageType.Call, 0), cancellationToken).ConfigureAwait(false);
        await Structs.WriteAsync(protocol, isThriftPy ? WriteVersionAsync : null, cancellationToken).ConfigureAwait(false);
        await protocol.WriteMessageEndAsync(cancellationToken).ConfigureAwait(false);
        // Not what the exchange is about, which would take it for its request.
        await bytes.InnerTransport.FlushAsync(cancellationToken).ConfigureAwait(false);

        TMessage answer = await protocol.ReadMessageBeginAsync(cancellationToken).ConfigureAwait(false);
        if (answer.Type is not (TMessageType.Reply or TMessageType.Exception))
            throw new TProtocolException(TProtocolException.INVALID_DATA, $"The answer to {name} can't be a message of type {answer.Type}");
        int answered = 0;
        await Structs.ReadAsync(protocol, ReadFieldAsync, cancellationToken).ConfigureAwait(false);
        await protocol.ReadMessageEndAsync(cancellationToken).ConfigureAwait(false);
        return answer.Type == TMessageType.Exception ? null : new ClientSession(dialect, !isThriftPy || answered >= ServerSession.ReplyHeaderVersion);

        Task WriteVersionAsync() => Structs.WriteFieldAsync(
            protocol, new TField("version", TType.I32, 2), () => protocol.WriteI32Async(ServerSession.ReplyHeaderVersion, cancellationToken), cancellationToken);

        async ValueTask<bool> ReadFieldAsync(TField field)
        {
            if (answer.Type != TMessageType.Reply || !isThriftPy || field is not { ID: 1, Type: TType.I32 })
                return false;
            answered = await protocol.ReadI32Async(cancellationToken).ConfigureAwait(false);
            return true;
        }
    }

    /// <summary>The header of the next request.</summary>
    /// <param name="context">The context that it carries.</param>
    public OutgoingHeader Next(ContextCarrier context) => _dialect == ThriftContextDialects.Finagle
        ? new FinagleOutgoingHeader(context)
        : new ThriftPyOutgoingHeader(Guid.NewGuid().ToString(), Interlocked.Increment(ref _calls).ToString(CultureInfo.InvariantCulture), context);

    /// <summary>Reads over the header before a reply, if there is one: ThriftPy's own server leaves it out before exceptions.</summary>
    public async Task SkipReplyHeaderAsync(TProtocol protocol, ObservedTransport bytes, CancellationToken cancellationToken)
    {
        if (_repliesHaveHeaders && !await ServerSession.IsMessageNextAsync(bytes, cancellationToken).ConfigureAwait(false))
            await TProtocolUtil.SkipAsync(protocol, TType.Struct, cancellationToken).ConfigureAwait(false);
    }
}
