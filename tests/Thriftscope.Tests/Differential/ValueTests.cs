using Thriftscope.Tests.Random;

namespace Thriftscope.Tests.Differential;

/// <summary>Structs, unions and exceptions of random schemas against the ApacheThrift package.</summary>
public class ValueTests
{
    [Fact]
    public void A_value_is_written_as_Apache_writes_it_and_each_reads_what_the_other_wrote() =>
        Properties.ForAll(1000, RandomCase.Structs, c =>
        {
            byte[] ours = Encoding.Encode(c.Value);
            byte[] apaches = ApacheProtocol.Write(c.Value);

            Convert.ToHexString(ours).ShouldBe(Convert.ToHexString(apaches));
            Encoding.Decode(c.Value.Schema, apaches).Equals(c.Value).ShouldBeTrue();
            ApacheProtocol.Read(c.Value.Schema, ours).Equals(c.Value).ShouldBeTrue();
        });

    [Fact]
    public void Equal_values_have_equal_hash_codes_and_texts() =>
        Properties.ForAll(300, RandomCase.Structs, c =>
        {
            ThriftStruct copy = Encoding.Decode(c.Value.Schema, Encoding.Encode(c.Value));

            copy.GetHashCode().ShouldBe(c.Value.GetHashCode());
            copy.ToString().ShouldBe(c.Value.ToString());
        });

    [Fact]
    public void A_value_is_skipped_by_a_reader_that_does_not_know_its_fields() =>
        Properties.ForAll(300, RandomCase.Structs, c =>
        {
            Schema.StructSchema empty = Idl.Load("struct Empty {}").Struct("Empty");

            Encoding.Decode(empty, ApacheProtocol.Write(c.Value)).Fields.ShouldBeEmpty();
        });
}
