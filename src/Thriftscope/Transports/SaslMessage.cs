using System.Buffers.Binary;
using System.Text;
using Thriftscope.Telemetry;

namespace Thriftscope.Transports;

/// <summary>The kinds of message of a log-in, with their numbers on the wire.</summary>
internal enum SaslStatus : byte
{
    Start = 1,
    Ok = 2,
    Bad = 3,
    Error = 4,
    Complete = 5,
}

/// <summary>A message of a log-in as Apache's TSaslTransport writes it: <c>u8 status | i32 length | payload</c>, big-endian.</summary>
/// <param name="Status">The kind of message.</param>
/// <param name="Payload">The mechanism's name, its bytes, or a reason.</param>
internal readonly record struct SaslMessage(SaslStatus Status, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The most bytes of a payload: a Kerberos ticket with all its groups has less than 64 KiB.</summary>
    public const int MaxPayload = 128 * 1024;

    private const int HeadSize = 5;
    private const int FirstRoom = 1024;

    /// <summary>The payload as text from a peer.</summary>
    public string Text => PeerText.Bounded(Encoding.UTF8.GetString(Payload.Span));

    public static async ValueTask<SaslMessage> ReadAsync(Stream input, CancellationToken cancellationToken)
    {
        byte[] head = new byte[HeadSize];
        await input.ReadExactlyAsync(head, cancellationToken).ConfigureAwait(false);
        SaslStatus status = (SaslStatus)head[0];
        if (status is < SaslStatus.Start or > SaslStatus.Complete)
            throw new ThriftProtocolException(ThriftProtocolError.BadVersion, $"A message of a SASL log-in begins with 01 to 05; {Convert.ToHexStringLower(head)} begins none", 0);
        int length = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1));
        if (length < 0)
            throw ThriftProtocolException.NegativeSize(length, 1);
        if (length > MaxPayload)
            throw ThriftProtocolException.TooLarge($"SASL log-in message of {length} bytes", MaxPayload, offset: 1);
        return new SaslMessage(status, await ReadPayloadAsync(input, length, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Writes the message; it goes out with the next flush.</summary>
    public async ValueTask WriteAsync(Stream output, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[HeadSize + Payload.Length];
        bytes[0] = (byte)Status;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), Payload.Length);
        Payload.CopyTo(bytes.AsMemory(HeadSize));
        await output.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
    }

    public static SaslMessage Refusal(SaslStatus status, string reason) => new(status, Encoding.UTF8.GetBytes(reason));

    // Memory is taken as bytes come, not as they are announced: nobody has logged in yet.
    private static async ValueTask<byte[]> ReadPayloadAsync(Stream input, int length, CancellationToken cancellationToken)
    {
        byte[] payload = new byte[Math.Min(length, FirstRoom)];
        int count = 0;
        while (count < length)
        {
            if (count == payload.Length)
                Array.Resize(ref payload, Math.Min(length, 2 * count));
            int read = await input.ReadAsync(payload.AsMemory(count), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                throw new EndOfStreamException();
            count += read;
        }

        return payload;
    }
}
