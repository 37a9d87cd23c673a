using Google.Protobuf;
using Thriftscope.Benchmarks.Measuring;
using Apache = Thriftscope.Benchmarks.Apache;
using Proto = Thriftscope.Benchmarks.Proto;
using Typed = Thriftscope.Benchmarks.Typed;

namespace Thriftscope.Benchmarks.Codec;

/// <summary>Encoding and decoding of generated types: against Apache's, and for scale against protobuf's and MessagePack's.</summary>
internal static class TypedComparisons
{
    private const string ApacheThrift = "ApacheThrift 0.25.0, generated code; ours generated too";
    private const string Protobuf = "Google.Protobuf 3.36.2, generated code; ours generated too";
    private const string MessagePack = "MessagePack 3.1.12, generated formatters; ours generated too";

    public static IEnumerable<Comparison> Create() =>
    [
        .. Of<Typed.Reading, Apache.Reading, Proto.Reading, Packed.Reading>(
            "small struct",
            SampleData.Reading(),
            v => new() { Sensor = v.Sensor, Time = v.Time, Value = v.Value, Valid = v.Valid, Unit = v.Unit },
            Proto.Reading.Parser,
            v => new() { Sensor = v.Sensor, Time = v.Time, Value = v.Value, Valid = v.Valid, Unit = v.Unit }),
        .. Of<Typed.AddressBook, Apache.AddressBook, Proto.AddressBook, Packed.AddressBook>(
            "address book of 100",
            SampleData.AddressBook(),
            v => new() { People = { v.People.Select(Message) } },
            Proto.AddressBook.Parser,
            v => new() { People = [.. v.People.Select(Pack)] }),
        .. Of<Typed.Words, Apache.Words, Proto.Words, Packed.Words>(
            "list<string> of 1,000",
            SampleData.Words(),
            v => new() { Values = { v.Values } },
            Proto.Words.Parser,
            v => new() { Values = v.Values }),
        .. Of<Typed.Numbers, Apache.Numbers, Proto.Numbers, Packed.Numbers>(
            "list<i32> of 10,000",
            SampleData.Numbers(),
            v => new() { Values = { v.Values } },
            Proto.Numbers.Parser,
            v => new() { Values = v.Values }),
        .. Of<Typed.Blob, Apache.Blob, Proto.Blob, Packed.Blob>(
            "binary of 16 KiB",
            SampleData.Blob(),
            v => new() { Content = ByteString.CopyFrom(v.Content) },
            Proto.Blob.Parser,
            v => new() { Content = v.Content }),
    ];

    private static IEnumerable<Comparison> Of<TOurs, TApache, TProto, TPacked>(
        string what, TApache value, Func<TOurs, TProto> message, MessageParser<TProto> parser, Func<TOurs, TPacked> pack)
        where TOurs : IThriftStruct<TOurs>
        where TApache : Thrift.Protocol.TBase, new()
        where TProto : class, IMessage<TProto>
    {
        TOurs same = ThriftSerializer.Deserialize<TOurs>(new ApacheCodec<TApache>(value, ThriftProtocol.Binary).Bytes);
        ProtobufCodec<TProto> protobuf = new(message(same), parser);
        MessagePackCodec<TPacked> packed = new(pack(same));
        foreach (ThriftProtocol protocol in new[] { ThriftProtocol.Binary, ThriftProtocol.Compact, ThriftProtocol.Json })
        {
            ApacheCodec<TApache> apache = new(value, protocol);
            TypedCodec<TOurs> ours = new(apache.Bytes, protocol);
            string name = $"{what}, {protocol.ToString().ToLowerInvariant()}";
            foreach (Comparison comparison in Both(name, ApacheThrift, ours, apache))
                yield return comparison;
            if (protocol == ThriftProtocol.Json)
                continue;
            foreach (Comparison comparison in Both(name, Protobuf, ours, protobuf).Concat(Both(name, MessagePack, ours, packed)))
                yield return comparison;
        }
    }

    private static IEnumerable<Comparison> Both(string name, string peer, ICodec ours, ICodec theirs) =>
        [new($"typed encode {name}", peer, ours.Encode, theirs.Encode), new($"typed decode {name}", peer, ours.Decode, theirs.Decode)];

    private static Proto.Person Message(Typed.Person person)
    {
        Proto.Person message = new()
        {
            Name = person.Name,
            Id = person.Id,
            Phones = { person.Phones.Select(p => new Proto.PhoneNumber { Number = p.Number, Type = (Proto.PhoneType)p.Type }) },
            Updated = person.Updated,
        };
        if (person.Email is not null)
            message.Email = person.Email;
        return message;
    }

    private static Packed.Person Pack(Typed.Person person) => new()
    {
        Name = person.Name,
        Id = person.Id,
        Email = person.Email,
        Phones = [.. person.Phones.Select(p => new Packed.PhoneNumber { Number = p.Number, Type = (int)p.Type })],
        Updated = person.Updated,
    };
}
