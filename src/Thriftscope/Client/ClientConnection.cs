using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Thriftscope.Schema;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.Client;

/// <summary>
/// One connection to a server. Calls are pipelined on it; replies are matched by sequence id, so that a late one can't be taken
/// for another's.
/// </summary>
internal sealed class ClientConnection : IAsyncDisposable
{
    private const int ReadBufferSize = 16 * 1024;

    private readonly ThriftEndpoint _endpoint;
    private readonly ThriftLimits _limits;
    private readonly CallInstrumentation _instrumentation;
    private readonly OpenConnection _counted;
    private readonly long _opened = Stopwatch.GetTimestamp();
    private readonly Stream _stream;
    private readonly FlushGroup _outgoing;
    private readonly Dictionary<int, PendingCall> _calls = [];
    private readonly Lock _gate = new();
    private readonly Task _reading;
    private ThriftException? _failure;
    private int _sequenceId;

    private ClientConnection(Socket socket, ThriftEndpoint endpoint, ThriftLimits limits, CallInstrumentation instrumentation)
    {
        _endpoint = endpoint;
        _limits = limits;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _outgoing = new FlushGroup(_stream, e => Close(Lost(e)));
        if (socket.RemoteEndPoint is IPEndPoint peer)
        {
            PeerAddress = peer.AddressText();
            PeerPort = peer.Port;
        }

        _instrumentation = instrumentation;
        _counted = new OpenConnection(instrumentation.Instruments.Client, WireNames.Of(endpoint.Transport));
        Guard.Log(() => ConnectionLog.ClientOpened(instrumentation.Loggers.Connections, Server, WireNames.Of(endpoint.Transport)));
        _reading = Task.Run(ReadRepliesAsync);
    }

    public bool IsOpen => Failure is null;

    /// <summary>Why the connection was closed.</summary>
    public ThriftException? Failure => Volatile.Read(ref _failure);

    /// <summary>The server's IP address, if it has one.</summary>
    public string? PeerAddress { get; }

    /// <summary>The server's port, if it has one.</summary>
    public int? PeerPort { get; }

    private string Server => PeerText.Address(_endpoint.Host, _endpoint.Port);

    /// <summary>Opens a connection.</summary>
    /// <exception cref="ThriftTransportException">It could not be opened.</exception>
    public static async Task<ClientConnection> OpenAsync(
        ThriftEndpoint endpoint, ThriftClientOptions options, CallInstrumentation instrumentation, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.ConnectTimeout);
        Socket socket = endpoint.Port is null
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // A host that vanished without a word is noticed in the end.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            await socket.ConnectAsync(endpoint.ToEndPoint(), timeout.Token).ConfigureAwait(false);
            return new ClientConnection(socket, endpoint, options.Limits, instrumentation);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new ThriftTransportException(ThriftTransportError.NotOpen, $"Could not connect to {endpoint}: {e.Message}. Is the server running there?", e);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new ThriftTransportException(ThriftTransportError.TimedOut, $"Could not connect to {endpoint} within {options.ConnectTimeout.TotalSeconds} s.");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Encodes a request and sends it.</summary>
    /// <param name="request">What is sent; its size and encoding time are set.</param>
    /// <returns>A task that ends when the request has been handed to the system.</returns>
    public Task SendAsync(OutgoingRequest request) => _outgoing.WriteAsync(
        static (buffer, state) => state.Connection.Encode(buffer, state.Request), (Connection: this, Request: request));

    /// <summary>Closes the connection for a reason that everyone who waits is told.</summary>
    public void Close(ThriftException reason)
    {
        PendingCall[] waiting;
        lock (_gate)
        {
            if (_failure is not null)
                return;
            _failure = reason;
            waiting = [.. _calls.Values];
            _calls.Clear();
        }

        _stream.Dispose();
        _outgoing.Dispose();
        _counted.Dispose();
        Guard.Log(() => ConnectionLog.ClientClosed(
            _instrumentation.Loggers.Connections, Server, Stopwatch.GetElapsedTime(_opened).TotalSeconds, reason.Message));
        foreach (PendingCall call in waiting)
            call.Fail(reason);
    }

    public async ValueTask DisposeAsync()
    {
        Close(new ThriftTransportException(ThriftTransportError.NotOpen, $"The client of {_endpoint} has been disposed."));
        await _reading.ConfigureAwait(false);
    }

    private ThriftTransportException Lost(Exception exception) =>
        new(ThriftTransportError.EndOfFile, $"The connection to {_endpoint} was lost: {exception.Message}", exception);

    private void Encode(MessageBuffer buffer, OutgoingRequest request)
    {
        int id;
        lock (_gate)
        {
            if (_failure is not null)
                throw _failure;
            id = _sequenceId = _sequenceId == int.MaxValue ? 1 : _sequenceId + 1;
        }

        MessageType type = request.Pending is null ? MessageType.Oneway : MessageType.Call;
        request.Size = MessageCodec.Write(buffer, _endpoint.Format, _limits, new MessageHeader(request.Name, type, id), request.Arguments, request.Context);
        request.Encoded = Stopwatch.GetTimestamp();
        if (request.Pending is null)
            return;
        // Nothing has been flushed yet, so no reply can overtake this.
        lock (_gate)
        {
            if (_failure is not null)
                throw _failure;
            _calls.Add(id, request.Pending);
        }
    }

    private async Task ReadRepliesAsync()
    {
        PipeReader reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: ReadBufferSize, leaveOpen: true));
        MessageFramer framer = MessageFramer.Create(_endpoint.Format, _limits);
        ThriftException reason;
        try
        {
            long firstByte = 0;
            while (true)
            {
                ReadResult result = await reader.ReadAsync().ConfigureAwait(false);
                long now = Stopwatch.GetTimestamp();
                ReadOnlySequence<byte> buffer = result.Buffer;
                if (firstByte == 0)
                    firstByte = now;
                while (!buffer.IsEmpty && framer.TryRead(ref buffer, out WireMessage message))
                {
                    Dispatch(message, firstByte, now);
                    firstByte = now;
                }

                if (buffer.IsEmpty)
                    firstByte = 0;
                reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                    break;
            }

            reason = new ThriftTransportException(ThriftTransportError.EndOfFile, $"{_endpoint} closed the connection before it answered.");
        }
        catch (ThriftException e)
        {
            reason = e;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException)
        {
            reason = Lost(e);
        }

        Close(reason);
        await reader.CompleteAsync().ConfigureAwait(false);
    }

    private void Dispatch(in WireMessage message, long firstByte, long received)
    {
        ReplyVisitor visitor = new(this, firstByte, received, message.Size);
        _ = MessageCodec.Read<ReplyVisitor, bool>(message, _limits, ref visitor);
    }

    private PendingCall? TakeCall(in MessageHeader header)
    {
        PendingCall? call;
        lock (_gate)
            _ = _calls.Remove(header.SequenceId, out call);
        // Apache's servers answer even a oneway call when they do not know its method.
        if (call is null && header.Type != MessageType.Exception)
        {
            throw new ThriftProtocolException(
                ThriftProtocolError.BadSequenceId, $"{_endpoint} sent a reply with the sequence id {header.SequenceId}, which no call waits for");
        }

        return call is { Abandoned: false } ? call : null;
    }

    /// <summary>Hands a reply to the call that waits for it.</summary>
    private readonly struct ReplyVisitor(ClientConnection connection, long firstByte, long received, long size) : IMessageVisitor<bool>
    {
        public bool Visit<TReader>(ref TReader reader)
            where TReader : IThriftReader, allows ref struct
        {
            MessageHeader header = reader.ReadMessageBegin();
            PendingCall? call = connection.TakeCall(header);
            call?.Complete(ref reader, header, firstByte, received, size);
            return call is not null;
        }
    }
}

/// <summary>A request on its way out.</summary>
/// <param name="name">The method, with the multiplexed service's name before it.</param>
/// <param name="arguments">Its arguments.</param>
/// <param name="context">The trace context that goes with it.</param>
/// <param name="pending">Who waits for the reply; nobody waits for a oneway call's.</param>
internal sealed class OutgoingRequest(string name, ThriftStruct arguments, ContextCarrier? context, PendingCall? pending)
{
    public string Name => name;

    public ThriftStruct Arguments => arguments;

    public ContextCarrier? Context => context;

    public PendingCall? Pending => pending;

    /// <summary>When it was encoded, in <see cref="Stopwatch"/> ticks.</summary>
    public long Encoded { get; set; }

    /// <summary>Its bytes on the wire.</summary>
    public int Size { get; set; }
}
