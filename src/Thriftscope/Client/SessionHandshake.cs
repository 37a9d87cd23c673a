using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Thriftscope.Sessions;
using Thriftscope.Wire;

namespace Thriftscope.Client;

/// <summary>Asks the server of a new connection for a session, before the first call.</summary>
internal static class SessionHandshake
{
    private const int ReadBufferSize = 16 * 1024;

    /// <summary>Asks.</summary>
    /// <param name="stream">The connection.</param>
    /// <param name="endpoint">Where it leads.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="peer">Who is there.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>
    /// What was answered, and the reader that has perhaps read more; <see langword="null"/> when the server has closed the connection, since it
    /// can't take such a call.
    /// </returns>
    /// <exception cref="ThriftProtocolException">The answer is none.</exception>
    public static async Task<SessionAnswer?> RunAsync(
        Stream stream, ThriftEndpoint endpoint, ThriftClientOptions options, EndPoint? peer, CancellationToken cancellationToken)
    {
        ThriftPyUpgradeArgs? upgrade = options.Session == ThriftSession.ThriftPy ? ArgumentsFor(options.Tracker, peer) : null;
        PipeReader reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: ReadBufferSize, leaveOpen: true));
        try
        {
            await SendAsync(stream, endpoint, options, upgrade, cancellationToken).ConfigureAwait(false);
            using MessageFramer framer = MessageFramer.Create(endpoint.Format, options.Limits);
            while (true)
            {
                ReadResult result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                ReadOnlySequence<byte> buffer = result.Buffer;
                if (!buffer.IsEmpty)
                    ConnectionFailures.ThrowIfForeign(endpoint, buffer);
                if (!buffer.IsEmpty && framer.TryRead(ref buffer, out WireMessage message))
                {
                    ClientSession? session = SessionOf(message, options, upgrade?.Version);
                    // What is behind the answer has not been looked at.
                    reader.AdvanceTo(buffer.Start);
                    return new SessionAnswer(session, reader);
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                    throw new EndOfStreamException();
            }
        }
        catch (Exception e)
        {
            await reader.CompleteAsync().ConfigureAwait(false);
            // The end, or a reset.
            if (e is IOException)
                return null;
            throw;
        }
    }

    private static ThriftPyUpgradeArgs ArgumentsFor(ThriftTracker? tracker, EndPoint? peer)
    {
        ThriftHandshake handshake = new(peer) { Version = ThriftPyUpgradeReply.ReplyHeaderVersion };
        ThriftTracker.Tell(tracker, t => t.InitHandshake(handshake), nameof(ThriftTracker.InitHandshake));
        return new ThriftPyUpgradeArgs(handshake.AppId, handshake.Version);
    }

    private static async Task SendAsync(
        Stream stream, ThriftEndpoint endpoint, ThriftClientOptions options, ThriftPyUpgradeArgs? upgrade, CancellationToken cancellationToken)
    {
        using MessageBuffer buffer = new();
        string method = options.Session == ThriftSession.ThriftPy ? SessionProbe.ThriftPyMethod : SessionProbe.FinagleMethod;
        IMessageBody arguments = upgrade ?? (IMessageBody)EmptyStruct.Instance;
        _ = MessageCodec.Write(buffer, endpoint.Format, options.Limits, new MessageHeader(method, MessageType.Call, SessionProbe.SequenceId), arguments);
        await stream.WriteAsync(buffer.Written, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static ClientSession? SessionOf(in WireMessage message, ThriftClientOptions options, int? version)
    {
        AnswerVisitor visitor = new(options, version);
        return MessageCodec.Read<AnswerVisitor, ClientSession?>(message, options.Limits, ref visitor);
    }

    private readonly struct AnswerVisitor(ThriftClientOptions options, int? version) : IMessageVisitor<ClientSession?>
    {
        public ClientSession? Visit<TReader>(ref TReader reader)
            where TReader : IThriftReader, allows ref struct
        {
            MessageHeader header = reader.ReadMessageBegin();
            switch (header.Type)
            {
                case MessageType.Exception:
                    // Whatever the reason: calls can be made all the same.
                    return null;
                case not MessageType.Reply:
                    throw new ThriftProtocolException(ThriftProtocolError.InvalidData, $"The answer to {header.Name} can't be a message of type {header.Type}", 0);
                case MessageType.Reply when options.Session == ThriftSession.Finagle:
                    return new ClientSession(options.Session, repliesHaveHeaders: true, options);
                default:
                    int? answered = ThriftPyUpgradeReply.Read(ref reader).Version;
                    bool repliesHaveHeaders = Math.Min(version ?? 0, answered ?? 0) >= ThriftPyUpgradeReply.ReplyHeaderVersion;
                    return new ClientSession(options.Session, repliesHaveHeaders, options);
            }
        }
    }
}

/// <summary>What a server answered to a client that asked for a session.</summary>
/// <param name="Session">What they have agreed on; <see langword="null"/> for nothing.</param>
/// <param name="Reader">The connection's reading side: it may hold more than the answer.</param>
internal sealed record SessionAnswer(ClientSession? Session, PipeReader Reader);
