using System.Buffers;
using Thriftscope.Tests.Random;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Wire;

/// <summary>How a message is cut into segments makes no difference to what is read, nor to what is wrong with it.</summary>
public class SegmentationTests
{
    [Fact]
    public void A_value_cut_at_any_byte_is_read_as_if_it_were_in_one_piece() =>
        Properties.ForAll(200, RandomCase.Structs, c =>
        {
            byte[] bytes = Encoding.Encode(c.Value);

            for (int cut = 0; cut <= bytes.Length; cut++)
                Encoding.Decode(c.Value.Schema, Segments.Cut(bytes, cut)).Equals(c.Value).ShouldBeTrue($"cut at {cut}");
            Encoding.Decode(c.Value.Schema, Segments.CutEverywhere(bytes)).Equals(c.Value).ShouldBeTrue();
            Encoding.Decode(c.Value.Schema, Segments.Cut(bytes, 0, 0, bytes.Length / 2, bytes.Length / 2, bytes.Length)).Equals(c.Value).ShouldBeTrue();
        });

    [Fact]
    public void A_skipped_value_cut_at_any_byte_ends_where_it_ends_in_one_piece() =>
        Properties.ForAll(100, RandomCase.Structs, c =>
        {
            byte[] bytes = Encoding.Encode(c.Value);

            for (int cut = 0; cut <= bytes.Length; cut++)
                Skip(Segments.Cut(bytes, cut)).ShouldBe(bytes.Length, $"cut at {cut}");
            Skip(Segments.CutEverywhere(bytes)).ShouldBe(bytes.Length);
        });

    [Fact]
    public void Damaged_bytes_give_the_same_answer_however_they_are_cut()
    {
        foreach ((Mutations mutations, RandomCase c) in RandomCase.Sample(RandomCase.Structs, 300, 5).Select((c, i) => (new Mutations(i), c)))
        {
            byte[] bytes = mutations.Damage(Encoding.Encode(c.Value));
            string expected = Answer(c, new ReadOnlySequence<byte>(bytes));

            Answer(c, Segments.CutEverywhere(bytes)).ShouldBe(expected);
            for (int cut = 0; cut <= bytes.Length; cut++)
                Answer(c, Segments.Cut(bytes, cut)).ShouldBe(expected, $"cut at {cut}");
        }
    }

    private static long Skip(ReadOnlySequence<byte> bytes)
    {
        ThriftBinaryReader reader = new(bytes);
        reader.Skip(ThriftType.Struct);
        return reader.Consumed;
    }

    private static string Answer(RandomCase c, ReadOnlySequence<byte> bytes)
    {
        ThriftBinaryReader reader = new(bytes);
        try
        {
            return $"{c.Value.Schema.ReadValue(ref reader)} in {reader.Consumed}";
        }
        catch (ThriftProtocolException e)
        {
            return $"{e.Error}: {e.Message}";
        }
    }
}
