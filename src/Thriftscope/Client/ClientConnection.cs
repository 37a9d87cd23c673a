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
    private readonly int _maxAbandoned;
    private readonly CallInstrumentation _instrumentation;
    private readonly ConnectionPool _pool;
    private readonly OpenConnection _counted;
    private readonly long _opened = Stopwatch.GetTimestamp();
    private readonly Stream _stream;
    private readonly Socket? _socket;
    private readonly PipeReader _reader;
    private readonly FlushGroup _outgoing;
    private readonly CallExpiry _expiry;
    private readonly Dictionary<int, PendingCall> _calls = [];
    private readonly Silence _silence = new();
    private readonly Lock _gate = new();
    private readonly Task _reading;
    private ThriftException? _failure;
    private int _sequenceId;
    private int _abandoned;

    public ClientConnection(
        in ConnectedStream connected, ThriftEndpoint endpoint, ThriftClientOptions options, CallInstrumentation instrumentation, ConnectionPool pool)
    {
        _endpoint = endpoint;
        _limits = options.Limits;
        _maxAbandoned = options.MaxAbandonedCalls;
        _instrumentation = instrumentation;
        _pool = pool;
        _stream = connected.Stream;
        _socket = connected.Socket;
        _reader = connected.Answer?.Reader ?? PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: ReadBufferSize, leaveOpen: true));
        Session = connected.Answer?.Session;
        _outgoing = new FlushGroup(_stream, Encode, Lose);
        _expiry = new CallExpiry(ExpireCalls);
        Peer = _socket?.RemoteEndPoint;
        if (Peer is IPEndPoint peer)
        {
            PeerAddress = peer.AddressText();
            PeerPort = peer.Port;
        }

        _counted = new OpenConnection(instrumentation.Instruments.Client, WireNames.Of(endpoint.Transport));
        Guard.Log(() => ConnectionLog.ClientOpened(instrumentation.Loggers.Connections, Server, WireNames.Of(endpoint.Transport)));
        _reading = Task.Run(ReadRepliesAsync);
    }

    /// <summary>What it has agreed on with the server; <see langword="null"/> for nothing.</summary>
    public ClientSession? Session { get; }

    public bool IsOpen => Failure is null;

    /// <summary>Why the connection was closed.</summary>
    public ThriftException? Failure => Volatile.Read(ref _failure);

    /// <summary>How many calls have taken a place here. The pool's gate guards it, as what follows.</summary>
    public int Load { get; set; }

    /// <summary>When a call gave its place back last, in milliseconds as <see cref="Environment.TickCount64"/> has them.</summary>
    public long LastUsed { get; set; } = Environment.TickCount64;

    /// <summary>Of how many of these the caller has gone before the reply has come.</summary>
    public int Left { get; set; }

    /// <summary>Why it takes no more calls; it is closed when nobody waits for one any more.</summary>
    public string? RetiredFor { get; set; }

    /// <summary>Whether it takes no more calls.</summary>
    public bool IsRetired => RetiredFor is not null;

    /// <summary>Whether the server has sent anything.</summary>
    public bool HasAnswered => _silence.WasEverBroken;

    public TimeSpan Age => Stopwatch.GetElapsedTime(_opened);

    /// <summary>Where the server is, as far as the socket knows.</summary>
    public EndPoint? Peer { get; }

    /// <summary>The server's IP address, if it has one.</summary>
    public string? PeerAddress { get; }

    /// <summary>The server's port, if it has one.</summary>
    public int? PeerPort { get; }

    private string Server => PeerText.Address(_endpoint.Host, _endpoint.Port);

    /// <summary>
    /// Whether the server has closed a connection on which nothing is under way, though the read loop has not been told yet.
    /// </summary>
    public bool IsClosedByPeer()
    {
        try
        {
            return _socket is not null && _socket.Poll(0, SelectMode.SelectRead) && _socket.Available == 0;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }

    /// <summary>Encodes a request and sends it. Its pending call is told how that ends, and ended when its time is up.</summary>
    /// <param name="request">What is sent; its size and encoding time are set.</param>
    /// <exception cref="UnsentException">The connection is closed; the pending call may have it too.</exception>
    public void Send(CallRequest request)
    {
        _outgoing.Write(request, isBusy: Load > 1);
        _expiry.Watch(request.Deadline.Due);
    }

    /// <summary>Says that nobody waits for a call any more. A reply is still expected, and taken off the wire.</summary>
    /// <param name="call">The call.</param>
    /// <param name="timedOut">Whether its time was up.</param>
    public void Abandon(PendingCall call, bool timedOut)
    {
        bool tooMany = false;
        lock (_gate)
        {
            if (call.IsAbandoned)
                return;
            if (!call.Request.Method.IsOneway)
            {
                if (!_calls.TryGetValue(call.SequenceId, out PendingCall? known) || known != call)
                    return;
                tooMany = ++_abandoned >= _maxAbandoned;
            }

            call.IsAbandoned = true;
        }

        if (tooMany)
        {
            Close(new ThriftTransportException(
                ThriftTransportError.TimedOut, $"{_endpoint} has left {_maxAbandoned} calls of one connection unanswered until their callers were gone: the connection is given up."));
            return;
        }

        _pool.CallerLeft(this, isSilent: _silence.IsTooLong(call.Request.Encoded, timedOut));
    }

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
        _expiry.Dispose();
        _counted.Dispose();
        Guard.Log(() => ConnectionLog.ClientClosed(
            _instrumentation.Loggers.Connections, Server, Stopwatch.GetElapsedTime(_opened).TotalSeconds, reason.Message));
        foreach (PendingCall call in waiting)
            call.Fail(reason);
        _pool.Closed(this);
    }

    public async ValueTask DisposeAsync()
    {
        Close(new ThriftTransportException(ThriftTransportError.NotOpen, $"The client of {_endpoint} has been disposed."));
        await _reading.ConfigureAwait(false);
    }

    private ThriftException Lose(Exception exception)
    {
        Close(Lost(exception));
        return Failure!;
    }

    private ThriftTransportException Lost(Exception exception) => ConnectionFailures.Lost(_endpoint, exception, HasAnswered);

    private void Encode(MessageBuffer buffer, CallRequest request)
    {
        if (Failure is { } failure)
            throw new UnsentException(failure);
        // Requests are encoded one at a time.
        int id = _sequenceId = _sequenceId == int.MaxValue ? 1 : _sequenceId + 1;
        int start = buffer.Length;
        MessageType type = request.Method.IsOneway ? MessageType.Oneway : MessageType.Call;
        request.Size = MessageCodec.Write(
            buffer, _endpoint.Format, _limits, new MessageHeader(request.Name, type, id), request.Arguments, request.Trace, request.Headers, prefix: request.Prefix);
        request.Encoded = Stopwatch.GetTimestamp();
        PendingCall pending = request.Pending!;
        pending.SequenceId = id;
        // Nothing has been flushed yet, so no reply can overtake this.
        lock (_gate)
        {
            if (_failure is null)
            {
                if (!request.Method.IsOneway)
                    _calls.Add(id, pending);
                return;
            }
        }

        // A flush that is still under way must not take it along.
        buffer.Truncate(start);
        throw new UnsentException(_failure);
    }

    private async Task ReadRepliesAsync()
    {
        PipeReader reader = _reader;
        using MessageFramer framer = MessageFramer.Create(_endpoint.Format, _limits);
        framer.ExpectsPrefix = Session is { RepliesHaveHeaders: true };
        ThriftException reason;
        // Whose reply has come last: that caller has not been told yet.
        PendingCall? answered = null;
        try
        {
            long firstByte = 0;
            while (true)
            {
                ValueTask<ReadResult> reading = reader.ReadAsync();
                PendingCall? last = answered;
                answered = null;
                ReadResult result;
                if (last is not null && !reading.IsCompleted)
                {
                    result = await new NextRead(reading, last);
                }
                else
                {
                    last?.AnswerLater();
                    result = await reading.ConfigureAwait(false);
                }

                long now = Stopwatch.GetTimestamp();
                ReadOnlySequence<byte> buffer = result.Buffer;
                if (firstByte == 0)
                    firstByte = now;
                if (!buffer.IsEmpty)
                    Receive(buffer, now);
                while (!buffer.IsEmpty && framer.TryRead(ref buffer, out WireMessage message))
                {
                    if (Dispatch(message, firstByte, now) is { } call)
                    {
                        answered?.AnswerLater();
                        answered = call;
                    }

                    framer.Release();
                    firstByte = now;
                }

                if (buffer.IsEmpty)
                    firstByte = 0;
                reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                    break;
            }

            lock (_gate)
                reason = _calls.Count == 0 ? ConnectionFailures.ClosedUnused(_endpoint) : ConnectionFailures.Closed(_endpoint, HasAnswered);
        }
        catch (ThriftException e)
        {
            reason = e;
        }
        catch (Exception e)
        {
            // Any: a loop that ends without closing the connection would leave its callers waiting.
            reason = Lost(e);
        }

        answered?.AnswerLater();
        Close(reason);
        await reader.CompleteAsync().ConfigureAwait(false);
    }

    private void Receive(in ReadOnlySequence<byte> buffer, long now)
    {
        if (!HasAnswered)
        {
            ConnectionFailures.ThrowIfForeign(_endpoint, buffer);
            _pool.Answered();
        }

        _silence.Break(now);
    }

    // Answers the call whose caller can go on.
    private PendingCall? Dispatch(in WireMessage message, long firstByte, long received)
    {
        ReplyVisitor visitor = new(this, new ReceivedMessage(firstByte, received, message), message.SequenceId);
        return MessageCodec.Read<ReplyVisitor, PendingCall?>(message, _limits, ref visitor);
    }

    // Answers when the next call's time is up.
    private long ExpireCalls()
    {
        long now = Environment.TickCount64;
        long next = CallExpiry.Never;
        List<PendingCall> late = [];
        lock (_gate)
        {
            foreach (PendingCall call in _calls.Values)
            {
                long due = call.Request.Deadline.Due;
                if (due > now)
                    next = Math.Min(next, due);
                else if (!call.IsAbandoned)
                    late.Add(call);
            }
        }

        foreach (PendingCall call in late)
            Expire(call);
        return next;
    }

    private void Expire(PendingCall call)
    {
        call.Fail(ConnectionFailures.Late(_endpoint, call.Request.Deadline.Timeout.TotalSeconds, wasSent: call.Request.Sent != 0, HasAnswered));
        Abandon(call, timedOut: true);
    }

    /// <returns>The call that a reply is for, whether or not someone still waits for it.</returns>
    private PendingCall? TakeCall(in MessageHeader header, int? frameId)
    {
        lock (_gate)
        {
            int id = header.SequenceId;
            // A peer that numbers frames need not number the messages in them.
            if (!_calls.TryGetValue(id, out PendingCall? call) && frameId is { } number)
                _ = _calls.TryGetValue(id = number, out call);
            if (call is null)
            {
                // Apache's servers answer even a oneway call when they do not know its method.
                return header.Type == MessageType.Exception
                    ? null
                    : throw new ThriftProtocolException(
                        ThriftProtocolError.BadSequenceId, $"{_endpoint} sent a reply with the sequence id {header.SequenceId}, which no call waits for");
            }

            if (!call.IsAnsweredBy(header))
            {
                throw new ThriftProtocolException(
                    ThriftProtocolError.BadSequenceId, $"{_endpoint} answered the call with the sequence id {id} with a reply of another method, {PeerText.Bounded(header.Name)}");
            }

            _ = _calls.Remove(id);
            if (call.IsAbandoned)
                _abandoned--;
            return call;
        }
    }

    /// <summary>Hands a reply to the call that waits for it.</summary>
    private readonly struct ReplyVisitor(ClientConnection connection, ReceivedMessage message, int? frameId) : IMessageVisitor<PendingCall?>
    {
        public PendingCall? Visit<TReader>(ref TReader reader)
            where TReader : IThriftReader, allows ref struct
        {
            MessageHeader header = reader.ReadMessageBegin();
            PendingCall? call = connection.TakeCall(header, frameId);
            if (call is null)
                return null;
            // Once it has been taken, nobody abandons it any more.
            bool wasLeft = call.IsAbandoned;
            bool isAwaited = !wasLeft && call.Complete(ref reader, header, message, connection._limits);
            // A reply gives its call's place back, whether or not someone still waits for it.
            connection._pool.Release(connection, wasLeft);
            return isAwaited ? call : null;
        }
    }
}
