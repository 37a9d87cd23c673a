using Thriftscope.StatsD.Lines;
using Thriftscope.StatsD.Recording;
using Thriftscope.StatsD.Transport;

namespace Thriftscope.StatsD.Sending;

/// <summary>Puts lines into packets, and those on their way. Used by one thread.</summary>
internal sealed class PacketWriter : ILineSink
{
    // How long it waits for a daemon that does not take what it is sent, before it gives up until the next time.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly ITransport _transport;
    private readonly Drops _drops;
    private readonly Packet _packet;
    private readonly byte[] _line;

    public PacketWriter(ITransport transport, int packetSize, Drops drops)
    {
        _transport = transport;
        _drops = drops;
        // The last line feed of a datagram is not sent.
        _packet = new Packet(packetSize + 1);
        _line = new byte[packetSize + 1];
    }

    /// <summary>The number of lines that have not gone yet.</summary>
    public int Waiting => _packet.Lines + _transport.Waiting;

    public bool Put(ReadOnlySpan<byte> head, long value, ReadOnlySpan<byte> tail)
    {
        Span<byte> number = stackalloc byte[Number.MaxLength];
        return Add(Write(head, number[..Number.Write(value, number)], tail, _line), 1);
    }

    public bool Put(ReadOnlySpan<byte> head, double value, ReadOnlySpan<byte> tail)
    {
        Span<byte> number = stackalloc byte[Number.MaxLength];
        return Add(Write(head, number[..Number.Write(value, number)], tail, _line), 1);
    }

    public bool PutGauge(ReadOnlySpan<byte> head, double value, ReadOnlySpan<byte> tail)
    {
        if (value >= 0)
            return Put(head, value, tail);
        // A minus means "so much less": https://github.com/statsd/statsd/blob/master/docs/metric_types.md#gauges. It is taken from 0,
        // in the same packet. Datadog's agent, whose gauges are never relative, keeps the last of the two.
        Span<byte> number = stackalloc byte[Number.MaxLength];
        int reset = Write(head, "0"u8, tail, _line);
        int below = reset < 0 ? -1 : Write(head, number[..Number.Write(value, number)], tail, _line.AsSpan(reset));
        return Add(below < 0 ? -1 : reset + below, 2);
    }

    /// <summary>Sends what is there. Answers false while it can't.</summary>
    public bool Flush() => SendPacket() && _transport.Finish(Patience);

    private static int Write(ReadOnlySpan<byte> head, ReadOnlySpan<byte> number, ReadOnlySpan<byte> tail, Span<byte> destination)
    {
        int length = head.Length + number.Length + tail.Length;
        if (length > destination.Length)
            return -1;
        head.CopyTo(destination);
        number.CopyTo(destination[head.Length..]);
        tail.CopyTo(destination[(head.Length + number.Length)..]);
        return length;
    }

    private bool Add(int length, int count)
    {
        if (length < 0)
        {
            _drops.Add(StatsDDropReason.TooLong);
            return true;
        }

        ReadOnlySpan<byte> lines = _line.AsSpan(0, length);
        return _packet.TryAdd(lines, count) || (SendPacket() && _packet.TryAdd(lines, count));
    }

    private bool SendPacket()
    {
        if (_packet.Lines == 0)
            return true;
        if (!_transport.TrySend(_packet, Patience))
            return false;
        _packet.Clear();
        return true;
    }
}
