using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thriftscope.ApacheThrift.Calls;
using Thriftscope.ApacheThrift.Sessions;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Protocols;

/// <content>What stands before messages, and the probes by which it is agreed on: the program sees neither.</content>
internal sealed partial class ObservedProtocol
{
    private ThriftContextDialect? AskedFor(in TMessage message) =>
        SessionProbe.DialectOf(message) is { } dialect && _reading is not ClientExchange && _connection.Grants(dialect) ? dialect : null;

    private async ValueTask<TMessage> ReadInSessionAsync(ServerSession session, CancellationToken cancellationToken)
    {
        await Read((_, t) => session.ReadHeaderAsync(ProtocolStack.Innermost(_inner), _bytes, t), cancellationToken).ConfigureAwait(false);
        return await ArriveAsync(Read(static (p, t) => p.ReadMessageBeginAsync(t), cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<TMessage> ReadReplyAsync(ClientSession session, CancellationToken cancellationToken)
    {
        await Read((_, t) => session.SkipReplyHeaderAsync(ProtocolStack.Innermost(_inner), _bytes, t), cancellationToken).ConfigureAwait(false);
        return await ArriveAsync(Read(static (p, t) => p.ReadMessageBeginAsync(t), cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private Task WriteRequestAsync(TMessage request, CancellationToken cancellationToken)
    {
        ThriftContextDialect? wanted = _connection.HasAsked ? null : _connection.DialectToAskFor();
        _connection.HasAsked = true;
        return wanted is null && _connection.Granted is null
            ? Write(static (p, m, t) => p.WriteMessageBeginAsync(m, t), request, cancellationToken)
            : WriteWithHeaderAsync(wanted, request, cancellationToken);
    }

    private async Task WriteWithHeaderAsync(ThriftContextDialect? wanted, TMessage request, CancellationToken cancellationToken)
    {
        ClientExchange? call = _writing as ClientExchange;
        if (wanted is not null)
        {
            await Write((_, t) => AskAsync(wanted, t), cancellationToken).ConfigureAwait(false);
            call?.RequestBegins(_bytes);
        }

        if (_connection.Granted is { } session)
        {
            OutgoingHeader header = session.Next(call?.HeaderContext(session.Dialect) ?? new ContextCarrier());
            call?.Describe(header);
            await Write((p, t) => header.WriteAsync(ProtocolStack.Innermost(p), t), cancellationToken).ConfigureAwait(false);
        }

        await Write(static (p, m, t) => p.WriteMessageBeginAsync(m, t), request, cancellationToken).ConfigureAwait(false);
    }

    private async Task AskAsync(ThriftContextDialect dialect, CancellationToken cancellationToken) =>
        _connection.Granted = await ClientSession.AskAsync(dialect, ProtocolStack.Innermost(_inner), _bytes, cancellationToken).ConfigureAwait(false);

    private async ValueTask<TMessage> AnswerAsync(TMessage probe, ThriftContextDialect dialect, CancellationToken cancellationToken)
    {
        await Read((_, t) => GrantAsync(probe, dialect, t), cancellationToken).ConfigureAwait(false);
        // What comes next may come much later, and is what the exchange is about.
        Contained.Run(_connection, static c => c.AwaitAnother());
        return await ReadMessageBeginAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task GrantAsync(TMessage probe, ThriftContextDialect dialect, CancellationToken cancellationToken)
    {
        TProtocol input = ProtocolStack.Innermost(_inner);
        TProtocol output = _connection.Output is { } own ? ProtocolStack.Innermost(own) : input;
        _connection.Session = await ServerSession.GrantAsync(dialect, probe, input, output, _connection.Session, cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteInSessionAsync(ServerSession session, TMessage reply, CancellationToken cancellationToken)
    {
        await Write((p, t) => session.WriteReplyHeaderAsync(ProtocolStack.Innermost(p), t), cancellationToken).ConfigureAwait(false);
        await Write(static (p, m, t) => p.WriteMessageBeginAsync(m, t), reply, cancellationToken).ConfigureAwait(false);
    }
}
