using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Thriftscope.Benchmarks.Rpc;

/// <summary>Frames sent back as they come, by sockets alone: what any call over this network costs at least.</summary>
internal sealed class EchoPeer(Socket socket) : IPinger
{
    // As long as the frame of a ping.
    private static readonly byte[] Ping = new byte[sizeof(int) + 17];
    private static readonly byte[] Usage = new byte[sizeof(int)];

    private readonly byte[] _buffer = new byte[64];

    static EchoPeer() => BinaryPrimitives.WriteInt32BigEndian(Ping, Ping.Length - sizeof(int));

    public static Task<int> ServeAsync()
    {
        Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _ = AcceptAsync(listener);
        return Task.FromResult(((IPEndPoint)listener.LocalEndPoint!).Port);
    }

    public static async Task<IPinger> ConnectAsync(int port)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return new EchoPeer(socket);
    }

    public async Task PingAsync()
    {
        _ = await socket.SendAsync(Ping);
        await ReceiveAsync(socket, _buffer, Ping.Length);
    }

    // An empty frame asks for it.
    public async Task<ProcessUsage> ServerUsageAsync()
    {
        _ = await socket.SendAsync(Usage);
        await ReceiveAsync(socket, _buffer, 2 * sizeof(long));
        return new ProcessUsage(BinaryPrimitives.ReadInt64BigEndian(_buffer), BinaryPrimitives.ReadInt64BigEndian(_buffer.AsSpan(sizeof(long))));
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            Socket socket = await listener.AcceptAsync();
            socket.NoDelay = true;
            _ = EchoAsync(socket);
        }
    }

    private static async Task EchoAsync(Socket socket)
    {
        byte[] buffer = new byte[64];
        while (true)
        {
            int received = await socket.ReceiveAsync(buffer.AsMemory());
            if (received == 0)
                break;
            if (received < sizeof(int))
                throw new InvalidOperationException("A frame came in pieces.");
            int length = BinaryPrimitives.ReadInt32BigEndian(buffer);
            if (length == 0)
            {
                (long cpu, long bytes) = ProcessUsage.OfThisProcess();
                BinaryPrimitives.WriteInt64BigEndian(buffer, cpu);
                BinaryPrimitives.WriteInt64BigEndian(buffer.AsSpan(sizeof(long)), bytes);
                _ = await socket.SendAsync(buffer.AsMemory(0, 2 * sizeof(long)));
                continue;
            }

            if (received != sizeof(int) + length)
                throw new InvalidOperationException("A frame came in pieces.");
            _ = await socket.SendAsync(buffer.AsMemory(0, received));
        }

        socket.Dispose();
    }

    private static async Task ReceiveAsync(Socket socket, byte[] buffer, int count)
    {
        for (int received = 0; received < count;)
        {
            int more = await socket.ReceiveAsync(buffer.AsMemory(received, count - received));
            received += more > 0 ? more : throw new EndOfStreamException("The echo has gone.");
        }
    }
}
