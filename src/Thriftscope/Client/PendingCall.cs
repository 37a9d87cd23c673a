using System.Diagnostics;
using Thriftscope.Schema;
using Thriftscope.Wire;

namespace Thriftscope.Client;

/// <summary>A call that waits for its reply. The task ends when there is one, of whatever kind; <see cref="GetReply"/> tells.</summary>
internal sealed class PendingCall(MethodSchema method) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private ThriftStruct? _reply;
    private ThriftException? _failure;

    /// <summary>When the first byte of the reply was there, in <see cref="Stopwatch"/> ticks.</summary>
    public long FirstByte { get; private set; }

    /// <summary>When the reply was complete.</summary>
    public long Received { get; private set; }

    /// <summary>When it was decoded.</summary>
    public long Decoded { get; private set; }

    /// <summary>The bytes of the reply on the wire.</summary>
    public long ResponseSize { get; private set; }

    /// <summary>Whether the caller has gone: the reply is then only taken off the wire.</summary>
    public bool Abandoned { get; set; }

    /// <summary>Decodes the reply, on the connection's read loop, and hands it to the caller.</summary>
    public void Complete<TReader>(ref TReader reader, in MessageHeader header, long firstByte, long received, long size)
        where TReader : IThriftReader, allows ref struct
    {
        FirstByte = firstByte;
        Received = received;
        ResponseSize = size;
        try
        {
            if (header.Type == MessageType.Reply)
                _reply = method.Result.ReadValue(ref reader);
            else if (header.Type == MessageType.Exception)
                _failure = MessageCodec.ReadException(ref reader);
            else
                _failure = new ThriftProtocolException(ThriftProtocolError.InvalidData, $"A reply can't be a message of type {header.Type}", 0);
        }
        catch (ThriftProtocolException e)
        {
            _ = e.Within(method.Name);
            _failure = e;
        }

        Decoded = Stopwatch.GetTimestamp();
        _ = TrySetResult();
    }

    /// <summary>Ends the call without a reply.</summary>
    public void Fail(ThriftException failure)
    {
        _failure = failure;
        Decoded = Received = FirstByte = Stopwatch.GetTimestamp();
        _ = TrySetResult();
    }

    /// <summary>The reply's struct, or what came instead of it.</summary>
    public ThriftStruct GetReply() => _failure is null ? _reply! : throw _failure;
}
