using System.Buffers;
using Thriftscope.Tests.Differential;
using Thriftscope.Tests.Random;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Wire;

/// <summary>What holds for every protocol: values come back, however the bytes are cut, and scanner and reader agree on the end.</summary>
public class ProtocolTests
{
    public static TheoryData<ThriftProtocol> Protocols => [.. Enum.GetValues<ThriftProtocol>()];

    [Theory]
    [MemberData(nameof(Protocols))]
    public void A_value_comes_back_however_its_bytes_are_cut(ThriftProtocol protocol) =>
        Properties.ForAll(150, RandomCase.Structs, c =>
        {
            byte[] bytes = Encoding.Encode(c.Value, protocol);

            Encoding.Decode(c.Value.Schema, bytes, protocol).Equals(c.Value).ShouldBeTrue();
            for (int cut = 0; cut <= bytes.Length; cut += 1 + (bytes.Length / 400))
                Encoding.Decode(c.Value.Schema, Segments.Cut(bytes, cut), protocol: protocol).Equals(c.Value).ShouldBeTrue($"cut at {cut}");
            Encoding.Decode(c.Value.Schema, Segments.CutEverywhere(bytes), protocol: protocol).Equals(c.Value).ShouldBeTrue();
            Encoding.Decode(c.Value.Schema, Segments.Cut(bytes, 0, 0, bytes.Length / 2, bytes.Length / 2, bytes.Length), protocol: protocol)
                .Equals(c.Value).ShouldBeTrue();
        });

    [Theory]
    [MemberData(nameof(Protocols))]
    public void A_message_comes_back_and_ends_where_the_scanner_and_a_reader_that_skips_it_say(ThriftProtocol protocol) =>
        Properties.ForAll(300, MessageTests.Messages, m =>
        {
            byte[] message = Encoding.EncodeMessage(m.Header, m.Case.Value, protocol);
            ReadOnlySequence<byte> bytes = new([.. message, .. message]);

            Encoding.DecodeMessage(m.Case.Value.Schema, bytes.Slice(0, message.Length), protocol).ShouldBe((m.Header, m.Case.Value));
            Encoding.Skip(bytes, protocol, withHeader: true).ShouldBe(message.Length);
            Encoding.Skip(Segments.CutEverywhere(message), protocol, withHeader: true).ShouldBe(message.Length);
            Encoding.Scanner(protocol).TryFindEnd(bytes, out long length).ShouldBeTrue();
            length.ShouldBe(message.Length);
        });

    [Theory]
    [MemberData(nameof(Protocols))]
    public void A_message_that_comes_byte_by_byte_ends_with_its_last_byte(ThriftProtocol protocol) =>
        Properties.ForAll(150, MessageTests.Messages, m =>
        {
            byte[] message = Encoding.EncodeMessage(m.Header, m.Case.Value, protocol);
            IMessageScanner scanner = Encoding.Scanner(protocol);
            ReadOnlySequence<byte> bytes = new(message);

            // Twice: at the end of a message it is ready for the next.
            for (int round = 0; round < 2; round++)
            {
                for (int there = 0; there < message.Length; there++)
                    scanner.TryFindEnd(bytes.Slice(0, there), out _).ShouldBeFalse($"{there} of {message.Length} bytes");
                scanner.TryFindEnd(bytes, out long length).ShouldBeTrue();
                length.ShouldBe(message.Length);
            }
        });

    [Theory]
    [MemberData(nameof(Protocols))]
    public void A_reader_that_does_not_know_the_fields_skips_them(ThriftProtocol protocol) =>
        Properties.ForAll(300, RandomCase.Structs, c =>
        {
            Schema.StructSchema empty = Idl.Load("struct Empty {}").Struct("Empty");

            Encoding.Decode(empty, Encoding.Encode(c.Value, protocol), protocol).Fields.ShouldBeEmpty();
        });

    [Theory]
    [MemberData(nameof(Protocols))]
    public void The_serializer_writes_and_reads_the_same(ThriftProtocol protocol) =>
        Properties.ForAll(150, RandomCase.Structs, c =>
        {
            byte[] bytes = ThriftSerializer.Serialize(c.Value, protocol);
            ArrayBufferWriter<byte> output = new(1);
            ThriftSerializer.Serialize(output, c.Value, protocol);

            bytes.ShouldBe(Encoding.Encode(c.Value, protocol));
            output.WrittenSpan.ToArray().ShouldBe(bytes);
            ThriftSerializer.Deserialize(c.Value.Schema, bytes, protocol).Equals(c.Value).ShouldBeTrue();
            ThriftSerializer.Deserialize(c.Value.Schema, Segments.CutEverywhere(bytes), protocol).Equals(c.Value).ShouldBeTrue();
        });

    [Theory]
    [MemberData(nameof(Protocols))]
    public void As_deep_as_the_limit_is_written_scanned_and_read_and_one_level_more_is_not(ThriftProtocol protocol)
    {
        ThriftModule module = Idl.Load("struct Node { 1: optional Node next, 2: map<string, Node> byName }");
        ThriftLimits deeper = new() { MaxDepth = 100 };
        MessageHeader header = new("m", MessageType.Call, 1);
        ThriftStruct deepest = Chain(module, 64);
        byte[] message = Encoding.EncodeMessage(header, deepest, protocol);
        ArrayBufferWriter<byte> tooDeep = new();
        ThriftSerializer.Serialize(tooDeep, Chain(module, 65), protocol, deeper);

        Encoding.Scanner(protocol).TryFindEnd(new ReadOnlySequence<byte>(message), out long length).ShouldBeTrue();
        length.ShouldBe(message.Length);
        Encoding.DecodeMessage(module.Struct("Node"), new ReadOnlySequence<byte>(message), protocol).Body.Equals(deepest).ShouldBeTrue();
        Should.Throw<ThriftProtocolException>(() => Encoding.Encode(Chain(module, 65), protocol)).Error.ShouldBe(ThriftProtocolError.DepthLimit);
        Should.Throw<ThriftProtocolException>(() => Encoding.Decode(module.Struct("Node"), tooDeep.WrittenSpan.ToArray(), protocol)).Error.ShouldBe(ThriftProtocolError.DepthLimit);
        ThriftSerializer.Deserialize(module.Struct("Node"), new ReadOnlySequence<byte>(tooDeep.WrittenMemory), protocol, deeper).Equals(Chain(module, 65)).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void A_message_as_deep_as_the_limit_may_be_all_maps(ThriftProtocol protocol)
    {
        const int Depth = 63;
        ThriftModule module = Idl.Load($"struct S {{ 1: {string.Concat(Enumerable.Repeat("map<i32,", Depth))}i32{new string('>', Depth)} a }}");
        object maps = 1;
        for (int i = 0; i < Depth; i++)
            maps = new[] { KeyValuePair.Create((object)i, maps) };
        ThriftStruct value = module.NewStruct("S", new { a = maps });
        byte[] message = Encoding.EncodeMessage(new MessageHeader("m", MessageType.Call, 1), value, protocol);

        Encoding.Scanner(protocol).TryFindEnd(new ReadOnlySequence<byte>(message), out long length).ShouldBeTrue();
        length.ShouldBe(message.Length);
        Encoding.DecodeMessage(module.Struct("S"), new ReadOnlySequence<byte>(message), protocol).Body.Equals(value).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void The_trace_context_is_written_and_read_behind_the_arguments(ThriftProtocol protocol)
    {
        ThriftStruct arguments = Idl.S("1: i32 a, 2: string b");
        arguments["a"] = 7;
        Telemetry.ContextCarrier context = new();
        context.Set("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        using MessageBuffer buffer = new();
        Encoding.WriteWithContext(buffer, arguments, context, protocol);
        ReadOnlySequence<byte> bytes = new(buffer.Written);
        Telemetry.InboundContexts read = new();

        Encoding.ReadWithContext(arguments.Schema, bytes, read, protocol).Equals(arguments).ShouldBeTrue();
        read.Find(Telemetry.ThriftContextDialects.TrailingField).ShouldNotBeNull().Entries.ShouldBe(context.Entries);
        Encoding.Decode(arguments.Schema, bytes, protocol: protocol).Equals(arguments).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void A_message_over_the_limit_is_refused_by_the_scanner(ThriftProtocol protocol)
    {
        ThriftStruct body = Idl.S("1: list<string> a");
        body["a"] = Enumerable.Repeat("ten bytes!", 200).ToList();
        byte[] message = Encoding.EncodeMessage(new MessageHeader("m", MessageType.Call, 1), body, protocol);

        Should.Throw<ThriftProtocolException>(() => Encoding.Scanner(protocol, new ThriftLimits { MaxMessageSize = message.Length - 1 })
                .TryFindEnd(new ReadOnlySequence<byte>(message), out _))
            .Error.ShouldBe(ThriftProtocolError.SizeLimit);
        Encoding.Scanner(protocol, new ThriftLimits { MaxMessageSize = message.Length }).TryFindEnd(new ReadOnlySequence<byte>(message), out _).ShouldBeTrue();
    }

    private static ThriftStruct Chain(ThriftModule module, int length)
    {
        ThriftStruct node = module.NewStruct("Node");
        for (int i = 1; i < length; i++)
            node = module.NewStruct("Node", new { next = node });
        return node;
    }
}
