using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Thriftscope.Tests.Differential;
using Thriftscope.Tests.Random;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Wire;

/// <summary>The struct that may stand before a message is told from it, however the bytes arrive.</summary>
public class PrefixTests
{
    private static readonly MessageHeader Header = new("Service:call", MessageType.Call, 42);

    public static TheoryData<ThriftTransport, ThriftProtocol> Formats => new()
    {
        { ThriftTransport.Unframed, ThriftProtocol.Binary },
        { ThriftTransport.Unframed, ThriftProtocol.Compact },
        { ThriftTransport.Framed, ThriftProtocol.Binary },
        { ThriftTransport.Framed, ThriftProtocol.Compact },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_struct_and_its_message_that_come_byte_by_byte_end_with_the_last_byte(ThriftTransport transport, ThriftProtocol protocol) =>
        Properties.ForAll(150, Cases(protocol), c =>
        {
            MessageFramer framer = Framer(transport, protocol);
            ReadOnlySequence<byte> bytes = Segments.CutEverywhere(Around([.. c.Prefix, .. c.Message], transport));

            // Twice: the framer is ready for the next.
            for (int i = 0; i < 2; i++)
            {
                for (int there = 1; there < bytes.Length; there++)
                {
                    ReadOnlySequence<byte> part = bytes.Slice(0, there);
                    framer.TryRead(ref part, out _).ShouldBeFalse($"{there} of {bytes.Length} bytes");
                    part.Length.ShouldBe(there);
                }

                ReadOnlySequence<byte> all = bytes;
                framer.TryRead(ref all, out WireMessage message).ShouldBeTrue();
                all.IsEmpty.ShouldBeTrue();
                message.Size.ShouldBe(bytes.Length);
                message.Prefix.ToArray().ShouldBe(c.Prefix);
                message.Body.ToArray().ShouldBe(c.Message);
            }
        });

    [Theory]
    [MemberData(nameof(Formats))]
    public void Messages_with_and_without_a_struct_are_told_apart(ThriftTransport transport, ThriftProtocol protocol) =>
        Properties.ForAll(
            100,
            from cases in Cases(protocol).ListOf(5)
            from bare in Gen.Elements(true, false).ListOf(5)
            select (cases, bare),
            t =>
            {
                MessageFramer framer = Framer(transport, protocol);
                byte[][] prefixes = [.. t.cases.Select((c, i) => t.bare[i] ? [] : c.Prefix)];
                byte[] all = [.. t.cases.SelectMany((c, i) => Around([.. prefixes[i], .. c.Message], transport))];
                ReadOnlySequence<byte> buffer = new(all);

                for (int i = 0; i < t.cases.Count; i++)
                {
                    framer.TryRead(ref buffer, out WireMessage message).ShouldBeTrue();
                    message.Prefix.ToArray().ShouldBe(prefixes[i]);
                    message.Body.ToArray().ShouldBe(t.cases[i].Message);
                }

                buffer.IsEmpty.ShouldBeTrue();
            });

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_switch_counts_from_the_next_message_on(ThriftTransport transport, ThriftProtocol protocol)
    {
        byte[] message = ApacheProtocol.WriteMessage(Header, Idl.S("1: string a"), protocol);
        using MessageFramer framer = MessageFramer.Create(new WireFormat(transport, protocol), ThriftLimits.Default);
        ReadOnlySequence<byte> buffer = new([.. Around(message, transport), .. Around([0, .. message], transport)]);

        framer.TryRead(ref buffer, out WireMessage first).ShouldBeTrue();
        framer.ExpectsPrefix = true;
        framer.TryRead(ref buffer, out WireMessage second).ShouldBeTrue();

        first.Prefix.IsEmpty.ShouldBeTrue();
        second.Prefix.ToArray().ShouldBe([0]);
        second.Body.ToArray().ShouldBe(message);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_struct_that_is_nested_too_deep_is_refused(ThriftTransport transport, ThriftProtocol protocol)
    {
        byte[] level = protocol == ThriftProtocol.Binary ? [12, 0, 1] : [0x1C];
        byte[] prefix = [.. Enumerable.Repeat(level, 65).SelectMany(b => b), .. new byte[66]];

        Refused(transport, protocol, prefix, ThriftLimits.Default).ShouldBe(ThriftProtocolError.DepthLimit);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_map_that_is_too_large_is_refused(ThriftTransport transport, ThriftProtocol protocol)
    {
        byte[] prefix = protocol == ThriftProtocol.Binary ? [13, 0, 3, 11, 11, 0, 0, 0, 11, .. new byte[88], 0] : [0x3B, 11, 0x88, .. new byte[22], 0];

        Refused(transport, protocol, prefix, new ThriftLimits { MaxContainerSize = 10 }).ShouldBe(ThriftProtocolError.SizeLimit);
    }

    [Theory]
    [InlineData(ThriftProtocol.Binary)]
    [InlineData(ThriftProtocol.Compact)]
    public void The_limit_of_a_message_is_for_both_together(ThriftProtocol protocol)
    {
        ThriftStruct value = Idl.S("1: string a");
        value["a"] = new string('x', 600);
        byte[] prefix = ApacheProtocol.Write(value, protocol);
        byte[] message = ApacheProtocol.WriteMessage(Header, value, protocol);
        byte[] both = [.. prefix, .. message];

        Refused(ThriftTransport.Unframed, protocol, both, new ThriftLimits { MaxMessageSize = both.Length - 1 }).ShouldBe(ThriftProtocolError.SizeLimit);
        Refused(ThriftTransport.Unframed, protocol, both, new ThriftLimits { MaxMessageSize = both.Length }).ShouldBeNull();
    }

    [Theory]
    [InlineData(ThriftProtocol.Binary)]
    [InlineData(ThriftProtocol.Compact)]
    public void A_frame_that_ends_within_the_struct_is_refused(ThriftProtocol protocol) =>
        Refused(ThriftTransport.Framed, protocol, [11, 0, 1], ThriftLimits.Default).ShouldNotBeNull();

    private static ThriftProtocolError? Refused(ThriftTransport transport, ThriftProtocol protocol, byte[] bytes, ThriftLimits limits)
    {
        using MessageFramer framer = Framer(transport, protocol, limits);
        ReadOnlySequence<byte> buffer = new(Around(bytes, transport));
        try
        {
            framer.TryRead(ref buffer, out _);
            return null;
        }
        catch (ThriftProtocolException e)
        {
            return e.Error;
        }
    }

    private static MessageFramer Framer(ThriftTransport transport, ThriftProtocol protocol, ThriftLimits? limits = null)
    {
        MessageFramer framer = MessageFramer.Create(new WireFormat(transport, protocol), limits ?? ThriftLimits.Default);
        framer.ExpectsPrefix = true;
        return framer;
    }

    private static byte[] Around(byte[] bytes, ThriftTransport transport)
    {
        if (transport == ThriftTransport.Unframed)
            return bytes;
        byte[] length = BitConverter.GetBytes(bytes.Length);
        Array.Reverse(length);
        return [.. length, .. bytes];
    }

    // What a struct of these ids begins with is no mark of a message.
    private static Gen<(byte[] Prefix, byte[] Message)> Cases(ThriftProtocol protocol) =>
        from prefix in RandomCase.Arguments.Select(c => ApacheProtocol.Write(c.Value, protocol)).Where(p => p[0] is not (0x80 or 0x82))
        from arguments in RandomCase.Arguments
        select (prefix, ApacheProtocol.WriteMessage(Header, arguments.Value, protocol));
}
