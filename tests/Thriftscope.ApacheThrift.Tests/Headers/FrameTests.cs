using System.Buffers.Binary;
using System.IO.Compression;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Transport;
using Thrift.Transport.Client;
using Thriftscope.ApacheThrift.Tests.Rigs;

namespace Thriftscope.ApacheThrift.Tests.Headers;

public class FrameTests
{
    [Theory]
    [InlineData(THeaderSubprotocol.Binary)]
    [InlineData(THeaderSubprotocol.Compact)]
    public async Task A_request_is_the_frame_of_the_specification(THeaderSubprotocol protocol)
    {
        byte[] message = await Wire.MessageAsync(HeaderWire.KindOf(protocol), "ping", seqId: 7);

        byte[] frame = await HeaderWire.RequestAsync("ping", new THeaderOptions { Protocol = protocol }, 7, ("color", "blue"));

        frame.ShouldBe(HeaderWire.Frame([(byte)protocol, 0, 1, 1, .. HeaderWire.Text("color"), .. HeaderWire.Text("blue")], message, sequenceId: 7));
    }

    [Fact]
    public async Task A_reply_repeats_the_frames_number_and_flags_and_not_the_messages()
    {
        byte[] request = HeaderWire.Frame([2, 0], await Wire.MessageAsync(ProtocolKind.Compact, "ping", seqId: 5), sequenceId: 77, flags: 3);

        byte[] reply = await ReplyAsync(request, seqId: 5);

        reply.ShouldBe(HeaderWire.Frame([2, 0], await Wire.MessageAsync(ProtocolKind.Compact, "ping", type: TMessageType.Reply, seqId: 5), 77, 3));
    }

    [Theory]
    [InlineData(ProtocolKind.Binary)]
    [InlineData(ProtocolKind.Compact)]
    public async Task A_request_without_a_header_has_a_reply_without_one(ProtocolKind kind)
    {
        byte[] request = await Wire.MessageAsync(kind, "ping", seqId: 5);
        byte[] reply = await Wire.MessageAsync(kind, "ping", type: TMessageType.Reply, seqId: 5);

        (await ReplyAsync(request, seqId: 5)).ShouldBe(reply);
        (await ReplyAsync(HeaderWire.Framed(request), seqId: 5)).ShouldBe(HeaderWire.Framed(reply));
    }

    [Fact]
    public async Task A_compressed_request_has_a_compressed_reply()
    {
        byte[] request = HeaderWire.Frame([0, 1, 1], Deflate(await Wire.MessageAsync(ProtocolKind.Binary, "ping")));

        byte[] reply = await ReplyAsync(request, seqId: 1);

        reply.AsSpan(14, 4).ToArray().ShouldBe([0, 1, 1, 0]);
        using ZLibStream zlib = new(new MemoryStream(reply[18..]), CompressionMode.Decompress);
        MemoryStream message = new();
        zlib.CopyTo(message);
        message.ToArray().ShouldBe(await Wire.MessageAsync(ProtocolKind.Binary, "ping", type: TMessageType.Reply));
    }

    [Fact]
    public async Task What_fbthrift_has_the_connection_remember_stays()
    {
        byte[] message = await Wire.MessageAsync(ProtocolKind.Binary, "ping");
        (THeaderProtocol protocol, _) = HeaderWire.Reader(
        [
            .. HeaderWire.Frame([0, 0, 2, 1, .. HeaderWire.Text("a"), .. HeaderWire.Text("1"), 1, 1, .. HeaderWire.Text("b"), .. HeaderWire.Text("2")], message),
            .. HeaderWire.Frame([0, 0], message),
        ]);

        await HeaderWire.ReadAsync(protocol);
        protocol.HeaderTransport.Headers.ShouldBe(new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" });
        await HeaderWire.ReadAsync(protocol);
        protocol.HeaderTransport.Headers.ShouldBe(new Dictionary<string, string> { ["a"] = "1" });
    }

    [Fact]
    public async Task What_an_unknown_info_holds_is_passed_over()
    {
        byte[] message = await Wire.MessageAsync(ProtocolKind.Binary, "ping");
        (THeaderProtocol protocol, _) = HeaderWire.Reader(HeaderWire.Frame([0, 0, 1, 1, .. HeaderWire.Text("a"), .. HeaderWire.Text("1"), 9, 200, 200, 200, 200, 200, 200], message));

        (await HeaderWire.ReadAsync(protocol)).Name.ShouldBe("ping");
        protocol.HeaderTransport.Headers.ShouldHaveSingleItem().Key.ShouldBe("a");
    }

    [Fact]
    public async Task A_message_whose_writing_failed_leaves_nothing_in_the_next()
    {
        (THeaderProtocol protocol, TMemoryBufferTransport written) = HeaderWire.Reader([], new THeaderOptions { Protocol = THeaderSubprotocol.Compact });
        await protocol.WriteMessageBeginAsync(new TMessage("broken", TMessageType.Call, 1));
        await protocol.WriteStructBeginAsync(new TStruct("any"));
        await protocol.WriteFieldBeginAsync(new TField("any", TType.I32, 1000));

        await protocol.WriteMessageBeginAsync(new TMessage("ping", TMessageType.Call, 2));
        await Wire.StructAsync(protocol, p => Wire.NumberAsync(p, 1, 5));
        await protocol.WriteMessageEndAsync();
        await protocol.Transport.FlushAsync(default);

        byte[] message = await Wire.MessageAsync(ProtocolKind.Compact, "ping", p => Wire.NumberAsync(p, 1, 5), seqId: 2);
        written.GetBuffer().ShouldBe(HeaderWire.Frame([2, 0], message, sequenceId: 2));
    }

    [Fact]
    public async Task Messages_that_are_flushed_together_have_a_frame_each()
    {
        (THeaderProtocol protocol, TMemoryBufferTransport written) = HeaderWire.Reader([]);
        for (int i = 0; i < 2; i++)
        {
            await protocol.WriteMessageBeginAsync(new TMessage("ping", TMessageType.Oneway, i));
            await Wire.StructAsync(protocol, fields: null);
            await protocol.WriteMessageEndAsync();
        }

        await protocol.Transport.FlushAsync(default);

        byte[] one = await Wire.MessageAsync(ProtocolKind.Binary, "ping", type: TMessageType.Oneway, seqId: 0);
        byte[] two = await Wire.MessageAsync(ProtocolKind.Binary, "ping", type: TMessageType.Oneway, seqId: 1);
        written.GetBuffer().ShouldBe([.. HeaderWire.Frame([0, 0], one, 0), .. HeaderWire.Frame([0, 0], two, 1)]);
    }

    [Fact]
    public async Task A_plain_protocol_reads_and_writes_frames_too()
    {
        byte[] frame = await HeaderWire.RequestAsync("ping");
        Duplex duplex = new([.. frame, .. frame], new());
        TProtocol protocol = new TBinaryProtocol(new THeaderTransport(duplex));

        for (int i = 0; i < 2; i++)
            (await HeaderWire.ReadAsync(protocol)).Name.ShouldBe("ping");
        await protocol.WriteMessageBeginAsync(new TMessage("ping", TMessageType.Call, 0));
        await Wire.StructAsync(protocol, fields: null);
        await protocol.Transport.FlushAsync(default);

        BinaryPrimitives.ReadInt32BigEndian(duplex.Output.GetBuffer()).ShouldBe(frame.Length - 4);
    }

    internal static byte[] Deflate(byte[] message)
    {
        MemoryStream compressed = new();
        using (ZLibStream zlib = new(compressed, CompressionLevel.Optimal))
            zlib.Write(message);
        return compressed.ToArray();
    }

    // As a server's loop has it: it looks for a request first, and has a protocol for each direction.
    private static async Task<byte[]> ReplyAsync(byte[] request, int seqId)
    {
        Duplex duplex = new(request, new());
        THeaderTransport transport = new(duplex);
        THeaderProtocol input = new(transport);
        THeaderProtocol output = new(transport);
        (await transport.PeekAsync(default)).ShouldBeTrue();
        TMessage message = await HeaderWire.ReadAsync(input);
        message.SeqID.ShouldBe(seqId);
        await output.WriteMessageBeginAsync(new TMessage(message.Name, TMessageType.Reply, seqId));
        await Wire.StructAsync(output, fields: null);
        await output.WriteMessageEndAsync();
        await output.Transport.FlushAsync(default);
        return duplex.Output.GetBuffer();
    }
}
