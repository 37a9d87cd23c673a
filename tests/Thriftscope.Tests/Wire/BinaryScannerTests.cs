using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Thriftscope.Tests.Differential;
using Thriftscope.Tests.Random;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Wire;

/// <summary>The end of an unframed message is found however its bytes arrive.</summary>
public class BinaryScannerTests
{
    private static readonly MessageHeader Header = new("Service:call", MessageType.Call, 42);

    private static Gen<byte[]> Messages =>
        from c in RandomCase.Arguments
        from strict in Gen.Elements(true, false)
        select ApacheProtocol.WriteMessage(Header, c.Value, strict);

    [Fact]
    public void A_message_that_comes_byte_by_byte_ends_with_its_last_byte() =>
        Properties.ForAll(300, Messages, message =>
        {
            BinaryScanner scanner = new(ThriftLimits.Default);
            ReadOnlySequence<byte> bytes = new(message);

            for (int there = 0; there < message.Length; there++)
                scanner.TryFindEnd(bytes.Slice(0, there), out _).ShouldBeFalse($"{there} of {message.Length} bytes");
            scanner.TryFindEnd(bytes, out long length).ShouldBeTrue();
            length.ShouldBe(message.Length);
            // It is ready for the next.
            scanner.TryFindEnd(bytes.Slice(0, message.Length - 1), out _).ShouldBeFalse();
            scanner.TryFindEnd(bytes, out length).ShouldBeTrue();
            length.ShouldBe(message.Length);
        });

    [Fact]
    public void Messages_back_to_back_that_come_in_random_pieces_are_told_apart() =>
        Properties.ForAll(
            300,
            from messages in Messages.ListOf(5)
            from pieces in Gen.Choose(1, 40).ListOf(50)
            select (messages, pieces),
            t =>
            {
                byte[] all = [.. t.messages.SelectMany(m => m)];
                BinaryScanner scanner = new(ThriftLimits.Default);
                List<long> found = [];
                int start = 0;
                int there = 0;
                for (int i = 0; there < all.Length; i++)
                {
                    there = Math.Min(all.Length, there + (t.pieces[i % t.pieces.Count] * (1 + (i / 50))));
                    while (scanner.TryFindEnd(Segments.CutEverywhere(all.AsMemory(start, there - start)), out long length))
                    {
                        found.Add(length);
                        start += (int)length;
                    }
                }

                found.ShouldBe(t.messages.Select(m => (long)m.Length));
            });

    [Fact]
    public void Bytes_behind_the_end_are_left_alone()
    {
        byte[] message = Encoding.EncodeMessage(Header, Idl.S("1: string a"));

        new BinaryScanner(ThriftLimits.Default).TryFindEnd(new ReadOnlySequence<byte>([.. message, 0xFF, 0xFF]), out long length).ShouldBeTrue();

        length.ShouldBe(message.Length);
    }

    [Fact]
    public void A_message_over_the_limit_is_refused_at_the_announcement_that_breaks_it()
    {
        ThriftStruct body = Idl.S("1: string a");
        body["a"] = new string('x', 2000);
        byte[] message = Encoding.EncodeMessage(Header, body);
        BinaryScanner scanner = new(new ThriftLimits { MaxMessageSize = 1000 });

        // Up to the string's length, and not one byte of the string.
        ReadOnlySequence<byte> head = new(message, 0, message.Length - 2001);

        ThriftProtocolException e = Should.Throw<ThriftProtocolException>(() => scanner.TryFindEnd(head, out _));
        e.Error.ShouldBe(ThriftProtocolError.SizeLimit);
        e.Message.ShouldContain("limit of 1000");
    }

    [Fact]
    public void A_message_that_grows_over_the_limit_field_by_field_is_refused()
    {
        ThriftStruct body = Idl.S("1: list<string> a");
        body["a"] = Enumerable.Repeat("ten bytes!", 200).ToList();
        byte[] message = Encoding.EncodeMessage(Header, body);

        Should.Throw<ThriftProtocolException>(() => new BinaryScanner(new ThriftLimits { MaxMessageSize = 2000 })
                .TryFindEnd(new ReadOnlySequence<byte>(message), out _))
            .Error.ShouldBe(ThriftProtocolError.SizeLimit);
        new BinaryScanner(new ThriftLimits { MaxMessageSize = message.Length })
            .TryFindEnd(new ReadOnlySequence<byte>(message), out _).ShouldBeTrue();
    }

    [Fact]
    public void Another_protocol_is_not_taken_for_a_method_with_a_long_name()
    {
        ReadOnlySequence<byte> http = new("HTTP/1.1 400 Bad Request"u8.ToArray());

        ThriftProtocolException e = Should.Throw<ThriftProtocolException>(() => new BinaryScanner(ThriftLimits.Default).TryFindEnd(http, out _));

        e.Error.ShouldBe(ThriftProtocolError.BadVersion);
    }
}
