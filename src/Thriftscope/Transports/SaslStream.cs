using System.Buffers.Binary;
using System.Diagnostics;
using Thriftscope.Wire;

namespace Thriftscope.Transports;

/// <summary>
/// The data behind a SASL log-in: frames with a length of four bytes, which have nothing to do with where messages begin and end. Where the
/// log-in agreed on a security layer, what is in a frame is protected by it; else it is passed on as it comes.
/// </summary>
internal sealed class SaslStream(Stream input, Stream output, ISaslExchange login, ThriftLimits limits) : ConnectionStream
{
    private const int LengthSize = sizeof(int);

    // More than this does not wait for a flush.
    private const int MaxPending = 256 * 1024;

    private readonly ISaslSecurityLayer? _layer = login.SecurityLayer;
    private readonly byte[] _length = new byte[LengthSize];

    // Both are left to the garbage collector: when the connection is closed, they may be in use.
    private readonly MessageBuffer _pending = new();
    private readonly MessageBuffer _protected = new();

    // What is still to come of the frame, and what has been taken out of it.
    private int _left;
    private ReadOnlyMemory<byte> _data;
    private long _waitingSince;

    /// <summary>Since when the beginning of a frame is there and none of its data; 0 when it is not so.</summary>
    public long WaitingSince => Volatile.Read(ref _waitingSince);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_left == 0 && _data.IsEmpty)
        {
            if (!await TryBeginFrameAsync(cancellationToken).ConfigureAwait(false))
                return 0;
            if (_layer is not null)
                await UnwrapAsync(_layer, cancellationToken).ConfigureAwait(false);
            if (_left == 0)
                Volatile.Write(ref _waitingSince, 0);
        }

        int count = Math.Min(buffer.Length, _layer is null ? _left : _data.Length);
        if (_layer is not null)
        {
            _data[..count].CopyTo(buffer);
            _data = _data[count..];
            // A connection that waits for the next frame holds nothing of the last.
            if (_data.IsEmpty)
            {
                _data = default;
                _protected.Clear();
            }

            return count;
        }

        int read = await input.ReadAsync(buffer[..count], cancellationToken).ConfigureAwait(false);
        if (read == 0 && count > 0)
            throw ThriftProtocolException.CutOff(_left);
        _left -= read;
        Volatile.Write(ref _waitingSince, 0);
        return read;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            ReadOnlyMemory<byte> part = buffer[..Math.Min(buffer.Length, MaxPending)];
            if (_pending.Length == 0)
                _ = _pending.BeginFrame();
            part.CopyTo(_pending.GetMemory(part.Length));
            _pending.Advance(part.Length);
            if (_pending.Length > MaxPending)
                await SendAsync(cancellationToken).ConfigureAwait(false);
            buffer = buffer[part.Length..];
        }
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_pending.Length > 0)
            await SendAsync(cancellationToken).ConfigureAwait(false);
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            input.Dispose();
            output.Dispose();
            login.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<bool> TryBeginFrameAsync(CancellationToken cancellationToken)
    {
        int read = await input.ReadAsync(_length, cancellationToken).ConfigureAwait(false);
        if (read == 0)
            return false;
        Volatile.Write(ref _waitingSince, Stopwatch.GetTimestamp());
        read += await input.ReadAtLeastAsync(_length.AsMemory(read), LengthSize - read, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (read < LengthSize)
            throw ThriftProtocolException.CutOff(read);
        int length = BinaryPrimitives.ReadInt32BigEndian(_length);
        if (length < 0)
            throw ThriftProtocolException.NegativeSize(length, 0);
        if (length > limits.MaxFrameSize)
            throw ThriftProtocolException.TooLarge($"SASL frame of {length} bytes", limits.MaxFrameSize, nameof(ThriftLimits.MaxFrameSize), 0);
        _left = length;
        return true;
    }

    private async ValueTask UnwrapAsync(ISaslSecurityLayer agreed, CancellationToken cancellationToken)
    {
        _protected.Clear();
        while (_left > 0)
        {
            // Memory is taken as bytes come, not as they are announced.
            Memory<byte> room = _protected.GetMemory();
            int read = await input.ReadAsync(room[..Math.Min(room.Length, _left)], cancellationToken).ConfigureAwait(false);
            if (read == 0)
                throw ThriftProtocolException.CutOff(_left);
            _protected.Advance(read);
            _left -= read;
        }

        try
        {
            _data = agreed.Unwrap(_protected.Written);
        }
        catch (Exception e)
        {
            // A mechanism that throws anything else over these bytes has found them wrong too.
            string problem = e is ThriftSaslException ? e.Message : e.GetType().Name;
            throw new ThriftProtocolException(ThriftProtocolError.InvalidData, $"A SASL frame is not what the other side has protected: {problem}", 0);
        }
    }

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        if (_layer is null)
        {
            _pending.EndFrame(0);
            await output.WriteAsync(_pending.Written, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            for (ReadOnlyMemory<byte> data = _pending.Written[LengthSize..]; !data.IsEmpty;)
            {
                int size = Math.Min(data.Length, _layer.MaxDataSize);
                ReadOnlyMemory<byte> frame = _layer.Wrap(data[..size]);
                byte[] length = new byte[LengthSize];
                BinaryPrimitives.WriteInt32BigEndian(length, frame.Length);
                await output.WriteAsync(length, cancellationToken).ConfigureAwait(false);
                await output.WriteAsync(frame, cancellationToken).ConfigureAwait(false);
                data = data[size..];
            }
        }

        _pending.Clear();
    }
}
