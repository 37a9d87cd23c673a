using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thriftscope.ApacheThrift.Transports;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Sessions;

/// <summary>What a connection has agreed on with its client: after that, a header stands before each request.</summary>
internal sealed class ServerSession
{
    /// <summary>From this version of ThriftPy's tracking on, replies have headers too; there is none above it.</summary>
    public const int ReplyHeaderVersion = 2;

    // The first bytes of a message in the binary protocol and in the compact one. No header begins with either.
    private const byte BinaryMessage = 0x80;
    private const byte CompactMessage = 0x82;

    private readonly ThriftContextDialect _dialect;
    private readonly bool _repliesHaveHeaders;
    private RequestHeader? _header;

    private ServerSession(ThriftContextDialect dialect, bool repliesHaveHeaders)
    {
        _dialect = dialect;
        _repliesHaveHeaders = repliesHaveHeaders;
    }

    /// <summary>The header of the request that has begun.</summary>
    public RequestHeader? Header => _header;

    /// <summary>Whether the reply to the request that came last has a header: it has if the request had one.</summary>
    public bool AnswersHeader => _repliesHaveHeaders && _header is not null;

    /// <summary>Whether a message comes next, and not a header.</summary>
    public static async ValueTask<bool> IsMessageNextAsync(ObservedTransport bytes, CancellationToken cancellationToken) =>
        await bytes.PeekByteAsync(cancellationToken).ConfigureAwait(false) is BinaryMessage or CompactMessage;

    /// <summary>Grants what a probe asks for.</summary>
    /// <param name="dialect">What it asks for.</param>
    /// <param name="probe">The probe, whose arguments are still to be read.</param>
    /// <param name="input">Where it comes from.</param>
    /// <param name="output">Where the answer goes.</param>
    /// <param name="previous">What the connection had agreed on before: a probe with a header has an answer with one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ServerSession> GrantAsync(
        ThriftContextDialect dialect, TMessage probe, TProtocol input, TProtocol output, ServerSession? previous, CancellationToken cancellationToken)
    {
        int? version = null;
        await Structs.ReadAsync(input, ReadFieldAsync, cancellationToken).ConfigureAwait(false);
        await input.ReadMessageEndAsync(cancellationToken).ConfigureAwait(false);
        if (version is { } asked)
            version = Math.Clamp(asked, 0, ReplyHeaderVersion);
        if (previous is { AnswersHeader: true })
            await previous.WriteReplyHeaderAsync(output, cancellationToken).ConfigureAwait(false);
        await output.WriteMessageBeginAsync(new TMessage(probe.Name, TMessageType.Reply, probe.SeqID), cancellationToken).ConfigureAwait(false);
        await Structs.WriteAsync(output, version is null ? null : WriteVersionAsync, cancellationToken).ConfigureAwait(false);
        await output.WriteMessageEndAsync(cancellationToken).ConfigureAwait(false);
        await output.Transport.FlushAsync(cancellationToken).ConfigureAwait(false);
        return new ServerSession(dialect, dialect == ThriftContextDialects.Finagle || version >= ReplyHeaderVersion);

        async ValueTask<bool> ReadFieldAsync(TField field)
        {
            if (dialect != ThriftContextDialects.ThriftPy || field is not { ID: 2, Type: TType.I32 })
                return false;
            version = await input.ReadI32Async(cancellationToken).ConfigureAwait(false);
            return true;
        }

        Task WriteVersionAsync() => Structs.WriteFieldAsync(
            output, new TField("version", TType.I32, 1), () => output.WriteI32Async(version.Value, cancellationToken), cancellationToken);
    }

    /// <summary>Reads the header before a request, if there is one.</summary>
    public async Task ReadHeaderAsync(TProtocol protocol, ObservedTransport bytes, CancellationToken cancellationToken)
    {
        _header = null;
        if (await IsMessageNextAsync(bytes, cancellationToken).ConfigureAwait(false))
            return;
        _header = _dialect == ThriftContextDialects.Finagle
            ? await FinagleRequestHeader.ReadAsync(protocol, cancellationToken).ConfigureAwait(false)
            : await ThriftPyRequestHeader.ReadAsync(protocol, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes what stands before a reply. ThriftPy's clients expect its map, though there is nothing in it.</summary>
    public Task WriteReplyHeaderAsync(TProtocol protocol, CancellationToken cancellationToken) => Structs.WriteAsync(
        protocol,
        _dialect == ThriftContextDialects.Finagle ? null : () => Structs.WriteTextsAsync(protocol, 1, "meta", [], cancellationToken),
        cancellationToken);
}
