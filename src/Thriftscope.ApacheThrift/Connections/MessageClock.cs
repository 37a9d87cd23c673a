using System.Diagnostics;

namespace Thriftscope.ApacheThrift.Connections;

/// <summary>When a message that is read began to come, and when the protocol got its first bytes.</summary>
internal sealed class MessageClock
{
    private const long NotWanted = -1;

    private long _firstByte = NotWanted;
    private long _received = NotWanted;

    public bool HasFirstByte => _firstByte != 0;

    public bool IsReceived => _received != 0;

    /// <summary>The timestamp of the first byte; 0 or less if nobody noted it.</summary>
    public long FirstByte => _firstByte;

    /// <summary>
    /// When the protocol got the first bytes to decode; 0 or less if nobody noted it. Below a transport of frames the whole message
    /// had come by then.
    /// </summary>
    public long Received => _received;

    /// <summary>
    /// How often a transport of frames has read for the message that is coming: once for a frame's length, and again if it takes the
    /// frame.
    /// </summary>
    public int FrameReads { get; private set; }

    /// <summary>Whether bytes have come of which the protocol has got none.</summary>
    public bool IsHeldUp => _firstByte > 0 && _received == 0;

    /// <summary>Gets ready for the next message.</summary>
    public void Reset(bool wanted)
    {
        _firstByte = _received = wanted ? 0 : NotWanted;
        FrameReads = 0;
    }

    public void CountFrameRead() => FrameReads++;

    public void NoteFirstByte()
    {
        if (_firstByte == 0)
            _firstByte = Stopwatch.GetTimestamp();
    }

    public void NoteReceived()
    {
        if (_received != 0)
            return;
        _received = Stopwatch.GetTimestamp();
        if (_firstByte == 0)
            _firstByte = _received;
    }
}
