using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Tests.Support;

/// <summary>A reply as it lies on the wire: the fields of its struct that are strings or i32.</summary>
internal sealed record RawReply(MessageHeader Header, IReadOnlyDictionary<short, object> Fields)
{
    /// <summary>A string result.</summary>
    public string Result => (string)Fields[0];

    /// <summary>The type and the message of an exception.</summary>
    public (ThriftApplicationError Error, string Message) Error
    {
        get
        {
            Header.Type.ShouldBe(MessageType.Exception);
            return ((ThriftApplicationError)(int)Fields[2], (string)Fields[1]);
        }
    }

    /// <summary>Reads a reply, in a frame or without; <see langword="null"/> when more bytes are needed.</summary>
    public static RawReply? TryParse(byte[] bytes, out int size)
    {
        size = 0;
        if (bytes.Length < 5)
            return null;
        // Behind a frame's length stands a version, or the length of a name in the old form; behind the latter a name.
        int frame = bytes is [0, _, _, _, 0x80 or 0, ..] ? 4 : 0;
        ThriftBinaryReader reader = new(new ReadOnlySequence<byte>(bytes, frame, bytes.Length - frame));
        try
        {
            MessageHeader header = reader.ReadMessageBegin();
            Dictionary<short, object> fields = [];
            reader.ReadStructBegin();
            while (reader.ReadFieldBegin(out ThriftType type, out short id))
            {
                if (type == ThriftType.String)
                    fields[id] = reader.ReadString();
                else if (type == ThriftType.I32)
                    fields[id] = reader.ReadI32();
                else
                    reader.Skip(type);
            }

            size = frame + (int)reader.Consumed;
            return new RawReply(header, fields);
        }
        catch (ThriftProtocolException e) when (e.Error == ThriftProtocolError.Truncated)
        {
            return null;
        }
    }
}

/// <summary>A connection on which a test sends what it likes.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket;
    private byte[] _received = [];

    /// <param name="socket">A connected socket, which is the connection's from now on.</param>
    public RawConnection(Socket socket) => _socket = socket;

    public static async Task<RawConnection> OpenAsync(int port)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port)).InTime();
            return new RawConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether something has been received that nobody has read.</summary>
    public bool HasMore => _received.Length > 0 || _socket.Available > 0;

    public async Task SendAsync(params byte[][] bytes) =>
        (await _socket.SendAsync(bytes.SelectMany(b => b).ToArray()).InTime()).ShouldBe(bytes.Sum(b => b.Length));

    /// <summary>Ends the sending side; replies can still come.</summary>
    public void FinishSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>The next reply; in a frame if it comes in one.</summary>
    public async Task<RawReply> ReceiveAsync()
    {
        while (true)
        {
            if (TryParse() is { } reply)
                return reply;
            (await ReadSomeAsync()).ShouldBeTrue("the server closed the connection");
        }
    }

    /// <summary>So many bytes, whatever they are.</summary>
    public async Task<byte[]> ReceiveBytesAsync(int count)
    {
        while (_received.Length < count)
            (await ReadSomeAsync()).ShouldBeTrue($"the connection was closed behind {Convert.ToHexString(_received)}");
        byte[] bytes = _received[..count];
        _received = _received[count..];
        return bytes;
    }

    /// <summary>Receives what is expected, to the byte.</summary>
    public async Task ShouldReceiveAsync(params byte[][] expected)
    {
        byte[] all = [.. expected.SelectMany(b => b)];
        Convert.ToHexStringLower(await ReceiveBytesAsync(all.Length)).ShouldBe(Convert.ToHexStringLower(all));
    }

    /// <summary>Reads until a text has come, and forgets all of it.</summary>
    public async Task ReadUntilAsync(string text)
    {
        while (!System.Text.Encoding.Latin1.GetString(_received).Contains(text, StringComparison.Ordinal))
            (await ReadSomeAsync()).ShouldBeTrue("the connection was closed");
        // What stands behind it in the same message.
        while (_socket.Available > 0)
            await ReadSomeAsync();
        _received = [];
    }

    /// <summary>The next reply; <see langword="null"/> if the server closes the connection instead.</summary>
    public async Task<RawReply?> TryReceiveAsync()
    {
        while (true)
        {
            if (TryParse() is { } reply)
                return reply;
            if (!await ReadSomeAsync())
                return null;
        }
    }

    /// <summary>Waits until the server has closed the connection.</summary>
    /// <returns>What it had sent before.</returns>
    public async Task<byte[]> ReceiveUntilClosedAsync()
    {
        while (await ReadSomeAsync())
        {
        }

        return _received;
    }

    public void Dispose() => _socket.Dispose();

    private async Task<bool> ReadSomeAsync()
    {
        byte[] buffer = new byte[4096];
        try
        {
            int count = await _socket.ReceiveAsync(buffer).InTime();
            _received = [.. _received, .. buffer.AsSpan(0, count)];
            return count > 0;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // A connection that is closed while bytes are under way to it is reset.
            return false;
        }
    }

    private RawReply? TryParse()
    {
        if (RawReply.TryParse(_received, out int size) is not { } reply)
            return null;
        _received = _received[size..];
        return reply;
    }
}
