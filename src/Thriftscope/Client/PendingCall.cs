using System.Diagnostics;
using Thriftscope.Wire;

namespace Thriftscope.Client;

/// <summary>A call that waits for its reply. The task ends when there is one, of whatever kind; <see cref="GetReply"/> tells.</summary>
/// <param name="request">What was asked.</param>
internal sealed class PendingCall(CallRequest request) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private ThriftStruct? _reply;
    private ThriftException? _failure;
    private ThriftHeaders? _headers;
    private long _decoded;

    /// <summary>When the first byte of the reply was there, in <see cref="Stopwatch"/> ticks.</summary>
    public long FirstByte { get; private set; }

    /// <summary>When the reply was complete.</summary>
    public long Received { get; private set; }

    /// <summary>The bytes of the reply on the wire.</summary>
    public long ResponseSize { get; private set; }

    /// <summary>The number that the reply must repeat.</summary>
    public int SequenceId { get; set; }

    /// <summary>Whether the caller has gone: the reply is then only taken off the wire.</summary>
    public bool Abandoned { get; set; }

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

    /// <summary>Decodes the reply, on the connection's read loop, and hands it to the caller.</summary>
    public void Complete<TReader>(ref TReader reader, in MessageHeader header, in ReceivedMessage message)
        where TReader : IThriftReader, allows ref struct
    {
        FirstByte = message.FirstByte;
        Received = message.Received;
        ResponseSize = message.Size;
        _headers = message.Headers;
        try
        {
            if (header.Type == MessageType.Reply)
                _reply = request.Method.Result.ReadValue(ref reader);
            else if (header.Type == MessageType.Exception)
                _failure = MessageCodec.ReadException(ref reader);
            else
                _failure = new ThriftProtocolException(ThriftProtocolError.InvalidData, $"A reply can't be a message of type {header.Type}", 0);
        }
        catch (ThriftProtocolException e)
        {
            _ = e.Within(request.Method.Name);
            _failure = e;
        }

        _decoded = Stopwatch.GetTimestamp();
        _ = TrySetResult();
    }

    /// <summary>Ends the call without a reply.</summary>
    public void Fail(ThriftException failure)
    {
        _failure = failure;
        _decoded = Received = FirstByte = Stopwatch.GetTimestamp();
        _ = TrySetResult();
    }

    /// <summary>What the call was answered with.</summary>
    public CallReply GetReply() => new(_reply, _failure, _decoded, _headers);
}

/// <summary>What is known of a reply besides its contents.</summary>
/// <param name="FirstByte">When its first byte was there, in <see cref="Stopwatch"/> ticks.</param>
/// <param name="Received">When it was complete.</param>
/// <param name="Size">Its bytes on the wire.</param>
/// <param name="Headers">What came with it.</param>
internal readonly record struct ReceivedMessage(long FirstByte, long Received, long Size, ThriftHeaders? Headers);
