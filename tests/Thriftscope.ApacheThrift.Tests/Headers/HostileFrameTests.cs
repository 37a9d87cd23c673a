using System.Net;
using Thrift;
using Thrift.Processor;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Transport;
using Thrift.Transport.Client;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Robustness;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Headers;

/// <summary>Frames that nobody should send: each is refused with a reason, and none takes memory that it does not fill.</summary>
public class HostileFrameTests
{
    private static readonly TConfiguration Limits = new() { MaxFrameSize = 1_000_000, MaxMessageSize = 2_000_000 };

    public static TheoryData<string, string, int> Frames => new()
    {
        { "00000000", "A frame of 0 bytes can't hold a message", TProtocolException.INVALID_DATA },
        { "00000003 800100", "A frame of 3 bytes can't hold a message", TProtocolException.INVALID_DATA },
        { "ffffffff", "Neither a message", TProtocolException.BAD_VERSION },
        { "80020001", "Neither a message", TProtocolException.BAD_VERSION },
        { "82220000", "Neither a message", TProtocolException.BAD_VERSION },
        { "000f4241", "over the limit, MaxFrameSize, of 1000000", TProtocolException.SIZE_LIMIT },
        { "7fffffff", "over the limit, MaxFrameSize, of 1000000", TProtocolException.SIZE_LIMIT },
        { "00000004 12345678", "No message that is known begins with 0x12345678", TProtocolException.BAD_VERSION },
        { "00000004 10000000", "No message that is known", TProtocolException.BAD_VERSION },
        { "00000004 0fff0000", "can't hold its first 10", TProtocolException.INVALID_DATA },
        { "0000000a 0fff0000 00000001 0001", "has no room for a header block of 4", TProtocolException.INVALID_DATA },
        { "0000000e 0fff0000 00000001 0001 05000000", "protocol 5; expected 0 (binary) or 2 (compact)", TProtocolException.INVALID_DATA },
        { "0000000e 0fff0000 00000001 0001 00010200", "transform 2", TProtocolException.INVALID_DATA },
        { "0000000e 0fff0000 00000001 0001 00020101", "compressed more than once", TProtocolException.INVALID_DATA },
        { "0000000e 0fff0000 00000001 0001 00000105", "5 headers are announced", TProtocolException.INVALID_DATA },
        { "00000012 0fff0000 00000001 0002 000001ffffffff0f", "over the limit of 512", TProtocolException.SIZE_LIMIT },
        { "00000012 0fff0000 00000001 0002 000001ffffffffff", "at most 32 bits", TProtocolException.INVALID_DATA },
        { "00000012 0fff0000 00000001 0002 0000010120000000", "The header block ends within", TProtocolException.INVALID_DATA },
        { "0000000e 0fff0000 00000001 0001 00000000", "no message", TProtocolException.INVALID_DATA },
        { "00000012 0fff0000 00000001 0001 00010100 55555555", "no zlib stream", TProtocolException.INVALID_DATA },
    };

    [Fact]
    public async Task A_second_message_in_a_frame_is_refused_and_not_lost()
    {
        byte[] request = await HeaderWire.RequestAsync("run");
        byte[] twice = HeaderWire.Frame([0, 0], [.. request[18..], .. request[18..]]);
        (THeaderProtocol protocol, _) = HeaderWire.Reader(twice);

        (await Should.ThrowAsync<TProtocolException>(() => HeaderWire.ReadAsync(protocol))).Message.ShouldContain("more bytes stand behind this one");
    }

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task A_wrong_frame_is_refused_with_its_reason(string hex, string reason, int type)
    {
        foreach (bool peeks in (bool[])[false, true])
        {
            (THeaderProtocol protocol, _) = HeaderWire.Reader(Convert.FromHexString(hex.Replace(" ", "")), limits: Limits);
            TProtocolException exception = await Should.ThrowAsync<TProtocolException>(async () =>
            {
                if (peeks)
                    _ = await protocol.Transport.PeekAsync(default);
                _ = await protocol.ReadMessageBeginAsync();
            });

            exception.Message.ShouldContain(reason);
            exception.GetExceptionType().ShouldBe(type);
        }
    }

    [Fact]
    public async Task A_frame_that_is_only_announced_gets_little_memory()
    {
        Duplex duplex = new(Convert.FromHexString("00f00000" + "0fff0000"), new TConfiguration());
        THeaderProtocol protocol = new(new THeaderTransport(duplex));

        (await Should.ThrowAsync<TTransportException>(protocol.ReadMessageBeginAsync().AsTask())).Type.ShouldBe(TTransportException.ExceptionType.EndOfFile);

        duplex.LargestRead.ShouldBeLessThanOrEqualTo(64 * 1024);
    }

    [Fact]
    public async Task A_message_that_inflates_beyond_the_limit_is_refused()
    {
        byte[] bomb = FrameTests.Deflate(new byte[100_000_000]);
        (THeaderProtocol protocol, _) = HeaderWire.Reader(HeaderWire.Frame([0, 1, 1], bomb), limits: Limits);
        long before = GC.GetAllocatedBytesForCurrentThread();

        // In memory nothing is waited for: all of it is done on this thread.
        Task<TMessage> reading = protocol.ReadMessageBeginAsync().AsTask();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        (await Should.ThrowAsync<TProtocolException>(reading)).GetExceptionType().ShouldBe(TProtocolException.SIZE_LIMIT);
        allocated.ShouldBeLessThan(10_000_000);
    }

    [Theory]
    [InlineData(THeaderSubprotocol.Binary)]
    [InlineData(THeaderSubprotocol.Compact)]
    public async Task A_message_that_goes_on_behind_its_frame_is_refused_and_not_waited_for(THeaderSubprotocol protocol)
    {
        byte[] message = await Wire.AddAsync(HeaderWire.KindOf(protocol));
        byte[] whole = HeaderWire.Frame([(byte)protocol, 0], message);
        (THeaderProtocol reader, _) = HeaderWire.Reader([.. HeaderWire.Frame([(byte)protocol, 0], message[..^3]), .. HeaderWire.Framed(message[..^1]), .. whole]);

        for (int i = 0; i < 2; i++)
            (await Should.ThrowAsync<TTransportException>(HeaderWire.ReadAsync(reader))).Message.ShouldBe("The message goes on behind the end of its frame");
        (await HeaderWire.ReadAsync(reader)).Name.ShouldBe("add");
    }

    [Fact]
    public async Task A_list_that_the_frame_has_no_room_for_is_refused()
    {
        byte[] message = await Wire.MessageAsync(ProtocolKind.Binary, "add", p => Wire.FieldAsync(p, TType.List, 1, p =>
            p.WriteListBeginAsync(new TList(TType.I64, 1_000_000))));
        (THeaderProtocol reader, _) = HeaderWire.Reader(HeaderWire.Frame([0, 0], message));

        (await Should.ThrowAsync<TTransportException>(HeaderWire.ReadAsync(reader))).Message.ShouldContain("8000000 bytes are announced");
    }

    [Fact]
    public async Task A_list_that_an_unframed_message_has_no_room_for_is_refused()
    {
        byte[] message = await Wire.MessageAsync(ProtocolKind.Binary, "add", p => Wire.FieldAsync(p, TType.List, 1, p => p.WriteListBeginAsync(new TList(TType.I64, 1_000_000))));
        (THeaderProtocol reader, _) = HeaderWire.Reader(message, limits: Limits);

        (await Should.ThrowAsync<TTransportException>(HeaderWire.ReadAsync(reader))).Message.ShouldContain("8000000 bytes are announced");
    }

    [Fact]
    public async Task An_unframed_message_over_the_limit_is_refused()
    {
        byte[] message = await Wire.MessageAsync(ProtocolKind.Binary, "run", async p =>
        {
            for (short i = 1; i < 100; i++)
                await Wire.TextAsync(p, i, new string('x', 100));
        });
        (THeaderProtocol reader, _) = HeaderWire.Reader(message, limits: new TConfiguration { MaxMessageSize = 5000 });

        (await Should.ThrowAsync<TTransportException>(HeaderWire.ReadAsync(reader))).Type.ShouldBe(TTransportException.ExceptionType.MessageSizeLimit);
    }

    [Fact]
    public async Task A_message_over_the_limit_is_not_sent()
    {
        await using HeaderRig rig = new();
        THeaderTransport transport = new(new TSocketTransport(
            IPAddress.Loopback, rig.Port, new TConfiguration { MaxFrameSize = 1000, MaxMessageSize = 2000 }));
        Calculator.Client client = await rig.ConnectAsync(new THeaderProtocol(transport));

        (await Should.ThrowAsync<TTransportException>(client.run(new string('x', 1500)).InTime())).Message.ShouldContain("MaxFrameSize, of 1000");
        (await Should.ThrowAsync<TTransportException>(client.run(new string('x', 2500)).InTime())).Message.ShouldContain("MaxMessageSize, of 2000");
        (await client.add(1, 2).InTime()).ShouldBe(3);
    }

    [Fact]
    public async Task Damaged_frames_end_in_an_answer_or_in_an_exception_of_Thrift_observed_or_not()
    {
        byte[] binary = await Wire.AddAsync(ProtocolKind.Binary);
        byte[] compact = await Wire.AddAsync(ProtocolKind.Compact);
        byte[] headers = [1, 2, .. HeaderWire.Text("color"), .. HeaderWire.Text("blue"), .. HeaderWire.Text("traceparent"), .. HeaderWire.Text(Wire.TraceParent)];
        byte[][] whole =
        [
            binary, compact, HeaderWire.Framed(binary), HeaderWire.Framed(compact),
            HeaderWire.Frame([0, 0], binary), HeaderWire.Frame([2, 0, .. headers], compact), HeaderWire.Frame([0, 0, 2, .. headers[1..], .. headers], binary),
            HeaderWire.Frame([0, 1, 1, .. headers], FrameTests.Deflate(binary)), HeaderWire.Frame([2, 1, 1], FrameTests.Deflate(compact)),
        ];
        using Recording recording = new();
        Calculator.AsyncProcessor plain = new(new CalculatorHandler(), QuietLogger<Calculator.AsyncProcessor>.Instance);
        ITAsyncProcessor observed = recording.Instrumentor.Instrument(new Calculator.AsyncProcessor(new CalculatorHandler(), QuietLogger<Calculator.AsyncProcessor>.Instance));
        Damage damage = new(seed: 20261124, whole);
        HashSet<string> ends = [];
        foreach (byte[] request in whole.Concat(Enumerable.Range(0, 5000).Select(_ => damage.Next())))
        {
            (string end, byte[] replies) = await ServeAsync(plain, request).InTime();
            (string observedEnd, byte[] observedReplies) = await ServeAsync(observed, request).InTime();

            observedEnd.ShouldBe(end, Convert.ToHexString(request));
            observedReplies.ShouldBe(replies, Convert.ToHexString(request));
            _ = ends.Add(end);
        }

        ends.ShouldBeSubsetOf(["all answered", nameof(TTransportException), nameof(TProtocolException), nameof(TApplicationException)]);
        ends.Count.ShouldBeGreaterThan(2);
        recording.Metrics.Sum("thrift.server.active_requests").ShouldBe(0);
        recording.Spans.ShouldAllBe(s => s.IsStopped);
    }

    // Two calls of one connection, as a server takes them.
    private static async Task<(string End, byte[] Replies)> ServeAsync(ITAsyncProcessor processor, byte[] request)
    {
        Duplex duplex = new([.. request, .. request], Limits);
        THeaderTransport transport = new(duplex);
        THeaderProtocol input = new(transport);
        THeaderProtocol output = new(transport);
        try
        {
            for (int i = 0; i < 2 && await transport.PeekAsync(default); i++)
                _ = await processor.ProcessAsync(input, output);
            return ("all answered", duplex.Output.GetBuffer());
        }
        catch (Exception e)
        {
            return (e.GetType().Name, duplex.Output.GetBuffer());
        }
    }
}
