using MessagePack;

namespace Thriftscope.Benchmarks.Codec;

/// <summary>The shapes of <c>benchmarks.thrift</c> as MessagePack has them: classes whose members are numbered.</summary>
public static class Packed
{
    [MessagePackObject]
    public sealed class PhoneNumber
    {
        [Key(0)]
        public string Number { get; set; } = "";

        [Key(1)]
        public int Type { get; set; }
    }

    [MessagePackObject]
    public sealed class Person
    {
        [Key(0)]
        public string Name { get; set; } = "";

        [Key(1)]
        public int Id { get; set; }

        [Key(2)]
        public string? Email { get; set; }

        [Key(3)]
        public List<PhoneNumber> Phones { get; set; } = [];

        [Key(4)]
        public long Updated { get; set; }
    }

    [MessagePackObject]
    public sealed class AddressBook
    {
        [Key(0)]
        public List<Person> People { get; set; } = [];
    }

    [MessagePackObject]
    public sealed class Reading
    {
        [Key(0)]
        public int Sensor { get; set; }

        [Key(1)]
        public long Time { get; set; }

        [Key(2)]
        public double Value { get; set; }

        [Key(3)]
        public bool Valid { get; set; }

        [Key(4)]
        public string Unit { get; set; } = "";
    }

    [MessagePackObject]
    public sealed class Blob
    {
        [Key(0)]
        public byte[] Content { get; set; } = [];
    }

    [MessagePackObject]
    public sealed class Numbers
    {
        [Key(0)]
        public List<int> Values { get; set; } = [];
    }

    [MessagePackObject]
    public sealed class Words
    {
        [Key(0)]
        public List<string> Values { get; set; } = [];
    }
}
