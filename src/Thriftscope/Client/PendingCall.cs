using System.Diagnostics;
using Thriftscope.Wire;

namespace Thriftscope.Client;

/// <summary>
/// A call that waits: for its reply, or, if it is oneway, until it has been sent. The task ends in whatever way that ends, but only once;
/// <see cref="GetReply"/> tells how.
/// </summary>
/// <param name="request">What was asked.</param>
internal class PendingCall(CallRequest request) : TaskCompletionSource, IThreadPoolWorkItem
{
    private IMessageBody? _reply;
    private Exception? _failure;
    private ThriftHeaders? _headers;
    private long _decoded;
    private int _hasEnded;

    public CallRequest Request => request;

    /// <summary>When the first byte of the reply was there, in <see cref="Stopwatch"/> ticks.</summary>
    public long FirstByte { get; private set; }

    /// <summary>When the reply was complete.</summary>
    public long Received { get; private set; }

    /// <summary>The bytes of the reply on the wire.</summary>
    public long ResponseSize { get; private set; }

    /// <summary>The number that the reply must repeat.</summary>
    public int SequenceId { get; set; }

    /// <summary>Whether the caller has gone: the reply is then only taken off the wire.</summary>
    public bool IsAbandoned { get; set; }

    /// <summary>
    /// Whether a reply's method is the one that was called. Servers that do not multiplex, and some that do, answer without the
    /// service's name; an EXCEPTION may be about a request that could not be read.
    /// </summary>
    public bool IsAnsweredBy(in MessageHeader header)
    {
        if (header.Name == request.Name || header.Type == MessageType.Exception)
            return true;
        ReadOnlySpan<char> called = request.Name;
        ReadOnlySpan<char> answered = header.Name;
        return called.Contains(':') != answered.Contains(':')
            && called[(called.IndexOf(':') + 1)..].SequenceEqual(answered[(answered.IndexOf(':') + 1)..]);
    }

    /// <summary>Decodes the reply, on the connection's read loop. The caller is told by <see cref="Answer"/> or <see cref="AnswerLater"/>.</summary>
    /// <returns>Whether the caller still waits.</returns>
    public bool Complete<TReader>(ref TReader reader, in MessageHeader header, in ReceivedMessage message, ThriftLimits limits)
        where TReader : IThriftReader, allows ref struct
    {
        IMessageBody? reply = null;
        Exception? failure = null;
        try
        {
            if (header.Type == MessageType.Reply)
                reply = request.Method.ReadReply(ref reader);
            else if (header.Type == MessageType.Exception)
                failure = MessageCodec.ReadException(ref reader);
            else
                failure = new ThriftProtocolException(ThriftProtocolError.InvalidData, $"A reply can't be a message of type {header.Type}", 0);
        }
        catch (ThriftProtocolException e)
        {
            ThriftProtocolException located = request.Method.Locate(e, message.Message, limits);
            _ = located.Within(request.Method.Name);
            failure = located;
        }
        catch (Exception e)
        {
            // Whatever it is, the caller must not wait for ever.
            failure = e;
        }

        if (!TryEnd())
            return false;
        FirstByte = message.FirstByte;
        Received = message.Received;
        ResponseSize = message.Message.Size;
        _headers = message.Message.Headers;
        if (request.Tracked is { } tracked && !message.Message.Prefix.IsEmpty)
            tracked.ReadReply(message.Message, limits);
        _reply = reply;
        _failure = failure;
        _decoded = Stopwatch.GetTimestamp();
        return true;
    }

    /// <summary>Ends the call without a reply.</summary>
    public void Fail(Exception failure)
    {
        if (!TryEnd())
            return;
        _failure = failure;
        _decoded = Received = FirstByte = Stopwatch.GetTimestamp();
        AnswerLater();
    }

    /// <summary>Ends a oneway call.</summary>
    public void EndAsSent()
    {
        if (!TryEnd())
            return;
        _decoded = request.Sent;
        AnswerLater();
    }

    /// <summary>Lets the caller go on, on this thread: nothing may wait behind what it does.</summary>
    public void Answer() => SetResult();

    /// <summary>Lets the caller go on, on a thread of the pool.</summary>
    public void AnswerLater() => _ = ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);

    void IThreadPoolWorkItem.Execute() => Answer();

    /// <summary>What the call was answered with.</summary>
    /// <exception cref="UnsentException">It was not sent.</exception>
    /// <exception cref="OperationCanceledException">The caller has given it up.</exception>
    public CallReply GetReply() => _failure switch
    {
        null or ThriftException => new CallReply(_reply, (ThriftException?)_failure, _decoded, _headers),
        _ => throw _failure,
    };

    private bool TryEnd() => Interlocked.Exchange(ref _hasEnded, 1) == 0;
}

/// <summary>A reply, and when it came.</summary>
/// <param name="FirstByte">When its first byte was there, in <see cref="Stopwatch"/> ticks.</param>
/// <param name="Received">When it was complete.</param>
/// <param name="Message">The reply.</param>
internal readonly record struct ReceivedMessage(long FirstByte, long Received, WireMessage Message);
