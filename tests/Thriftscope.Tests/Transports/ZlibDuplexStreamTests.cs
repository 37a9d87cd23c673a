using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Thriftscope.Transports;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Transports;

public class ZlibDuplexStreamTests
{
    [Fact]
    public async Task What_has_been_flushed_can_be_read_at_once_in_both_directions()
    {
        Connections connection = new();
        await using ZlibDuplexStream client = new(connection.Client.Input, connection.Client.Output);
        await using ZlibDuplexStream server = new(connection.Server.Input, connection.Server.Output);
        byte[] buffer = new byte[100];

        for (byte i = 0; i < 20; i++)
        {
            await client.WriteAsync(new byte[] { i, 1, 2 });
            await client.FlushAsync();
            (await server.ReadAsync(buffer).InTime()).ShouldBe(3);
            buffer[0].ShouldBe(i);
            await server.WriteAsync(new byte[] { i });
            await server.FlushAsync();
            (await client.ReadAsync(buffer).InTime()).ShouldBe(1);
            buffer[0].ShouldBe(i);
        }
    }

    [Fact]
    public async Task A_reader_and_a_writer_work_at_the_same_time()
    {
        Connections connection = new();
        await using ZlibDuplexStream client = new(connection.Client.Input, connection.Client.Output);
        await using ZlibDuplexStream server = new(connection.Server.Input, connection.Server.Output);
        byte[] buffer = new byte[10];
        Task<int> waiting = client.ReadAsync(buffer).AsTask();

        await client.WriteAsync(new byte[] { 1, 2, 3 });
        await client.FlushAsync().InTime();
        waiting.IsCompleted.ShouldBeFalse();
        (await server.ReadAsync(new byte[10]).InTime()).ShouldBe(3);
        await server.WriteAsync(new byte[] { 4 });
        await server.FlushAsync();

        (await waiting.InTime()).ShouldBe(1);
    }

    [Fact]
    public async Task A_connection_begins_as_the_detector_knows_it()
    {
        Connections connection = new();
        await using ZlibDuplexStream client = new(connection.Client.Input, connection.Client.Output);
        await client.WriteAsync(new byte[] { 1 });
        await client.FlushAsync();
        byte[] head = new byte[2];

        await connection.Server.Input.ReadExactlyAsync(head);

        WireDetector.TryDetectZlib(new ReadOnlySequence<byte>(head), out bool isZlib).ShouldBeTrue();
        isZlib.ShouldBeTrue();
    }

    [Fact]
    public async Task A_message_is_found_in_a_pipe_through_the_layer()
    {
        Connections connection = new();
        await using ZlibDuplexStream client = new(connection.Client.Input, connection.Client.Output);
        DuplexPipe accepted = new(PipeReader.Create(connection.Server.Input), PipeWriter.Create(connection.Server.Output));
        // Detecting looks at the bytes and consumes none.
        await client.WriteAsync(Convert.FromHexString("800100010000000470696e670000000100"));
        await client.FlushAsync();
        ReadResult first = await accepted.Input.ReadAsync();
        accepted.Input.AdvanceTo(first.Buffer.Start);
        await using ZlibDuplexStream layer = StreamDuplexPipe.Zlib(accepted);
        StreamDuplexPipe pipe = new(layer);

        ReadResult read = await pipe.Input.ReadAsync().InTime();

        ReadOnlySequence<byte> buffer = read.Buffer;
        WireDetector.TryDetect(buffer, ThriftLimits.Default, out WireFormat format).ShouldBeTrue();
        using MessageFramer framer = MessageFramer.Create(format, ThriftLimits.Default);
        framer.TryRead(ref buffer, out WireMessage message).ShouldBeTrue();
        await pipe.Output.WriteAsync(message.Body.ToArray()).InTime();
        byte[] reply = new byte[17];
        await client.ReadExactlyAsync(reply).InTime();
        Convert.ToHexStringLower(reply).ShouldBe("800100010000000470696e670000000100");
    }

    [Fact]
    public async Task A_bomb_gives_no_more_than_is_asked_for()
    {
        // 500 MB of zeros in about 500 KB.
        byte[] bomb = Bomb(500);
        await using MemoryStream input = new(bomb);
        await using ZlibDuplexStream stream = new(input, Stream.Null);
        byte[] buffer = new byte[4096];

        for (int i = 0; i < 100; i++)
            (await stream.ReadAsync(buffer)).ShouldBeInRange(1, buffer.Length);

        // What has been inflated explains at most a small part of the bomb: the rest has not been looked at.
        input.Position.ShouldBeLessThan(64 * 1024);
    }

    [Fact]
    public async Task A_bomb_in_a_frame_ends_at_the_framers_limit()
    {
        // A frame's length, and then zeros for ever.
        byte[] bomb = Bomb(200, Convert.FromHexString("05f5e100" + "80010001"));
        await using ZlibDuplexStream stream = new(new MemoryStream(bomb), Stream.Null);
        PipeReader reader = PipeReader.Create(stream);
        ReadResult read = await reader.ReadAsync();
        using MessageFramer framer = MessageFramer.Create(WireFormat.Framed, ThriftLimits.Default);

        Should.Throw<ThriftProtocolException>(() =>
        {
            ReadOnlySequence<byte> buffer = read.Buffer;
            framer.TryRead(ref buffer, out _);
        }).Error.ShouldBe(ThriftProtocolError.SizeLimit);
        read.Buffer.Length.ShouldBeLessThan(100_000);
    }

    [Theory]
    [InlineData("789c ffffffff")]
    [InlineData("8001000100000004")]
    [InlineData("78bb 00000000")]
    public async Task What_is_no_zlib_stream_is_refused(string hex)
    {
        await using ZlibDuplexStream stream = new(new MemoryStream(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))), Stream.Null);

        ThriftProtocolException e = await Should.ThrowAsync<ThriftProtocolException>(() => stream.ReadAsync(new byte[10]).AsTask());

        e.Error.ShouldBe(ThriftProtocolError.InvalidData);
        e.Message.ShouldContain("no zlib stream");
    }

    [Fact]
    public async Task A_connection_that_ends_between_messages_ends_without_an_error()
    {
        Connections connection = new();
        await using ZlibDuplexStream client = new(connection.Client.Input, connection.Client.Output);
        await using ZlibDuplexStream server = new(connection.Server.Input, connection.Server.Output);
        await client.WriteAsync(new byte[] { 1 });
        await client.FlushAsync();
        // As Apache's transports close: the zlib stream has no end.
        await connection.Client.Output.DisposeAsync();
        byte[] buffer = new byte[10];

        (await server.ReadAsync(buffer).InTime()).ShouldBe(1);
        (await server.ReadAsync(buffer).InTime()).ShouldBe(0);
    }

    [Fact]
    public async Task A_connection_may_be_closed_under_a_read()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using TcpClient socket = new();
        await socket.ConnectAsync((IPEndPoint)listener.LocalEndpoint).InTime();
        using TcpClient accepted = await listener.AcceptTcpClientAsync().InTime();
        ZlibDuplexStream client = new(socket.GetStream(), socket.GetStream());
        Task<int> reading = client.ReadAsync(new byte[10]).AsTask();

        await client.DisposeAsync();

        try
        {
            (await reading.InTime()).ShouldBe(0);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // What a closed socket's own stream throws.
        }

        await Should.ThrowAsync<ObjectDisposedException>(() => client.ReadAsync(new byte[10]).AsTask());
        await Should.ThrowAsync<ObjectDisposedException>(() => client.WriteAsync(new byte[10]).AsTask());
        await Should.ThrowAsync<ObjectDisposedException>(() => client.FlushAsync());
    }

    [Fact]
    public async Task Noise_behind_a_good_beginning_is_read_or_refused()
    {
        System.Random random = new(3);
        byte[] good = Bomb(0, [.. Enumerable.Range(0, 2000).Select(i => (byte)(i * i))]);
        for (int i = 0; i < Fuzz.Inputs / 20; i++)
        {
            byte[] bytes = [.. good];
            for (int injuries = random.Next(1, 5); injuries > 0; injuries--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            await using ZlibDuplexStream stream = new(new MemoryStream(bytes, 0, random.Next(bytes.Length)), Stream.Null);
            byte[] buffer = new byte[512];
            try
            {
                while (await stream.ReadAsync(buffer) > 0)
                {
                }
            }
            catch (ThriftProtocolException e)
            {
                e.Error.ShouldBe(ThriftProtocolError.InvalidData);
            }
        }
    }

    private static byte[] Bomb(int megabytes, byte[]? start = null)
    {
        using MemoryStream compressed = new();
        using (ZLibStream zlib = new(compressed, CompressionLevel.Optimal))
        {
            zlib.Write(start);
            byte[] zeros = new byte[1_000_000];
            for (int i = 0; i < megabytes; i++)
                zlib.Write(zeros);
        }

        return compressed.ToArray();
    }

    private sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
