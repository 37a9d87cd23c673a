using Thriftscope.Benchmarks.Apache;
using Thriftscope.Benchmarks.Measuring;

namespace Thriftscope.Benchmarks.Codec;

/// <summary>Encoding and decoding in each protocol: dynamic values against the classes that Apache's compiler generates.</summary>
internal static class CodecComparisons
{
    private const string Peer = "ApacheThrift 0.25.0, generated code";

    public static IEnumerable<Comparison> Create() =>
        new[] { ThriftProtocol.Binary, ThriftProtocol.Compact, ThriftProtocol.Json }.SelectMany(In);

    private static IEnumerable<Comparison> In(ThriftProtocol protocol) =>
    [
        .. Both<AddressBook>("address book of 100", SampleData.AddressBook(), protocol),
        .. Both<Numbers>("list<i32> of 10,000", SampleData.Numbers(), protocol),
        .. Both<Points>("list<struct> of 1,000", SampleData.Points(), protocol),
        .. Both<Words>("list<string> of 1,000", SampleData.Words(), protocol),
    ];

    private static IEnumerable<Comparison> Both<T>(string what, T value, ThriftProtocol protocol)
        where T : Thrift.Protocol.TBase, new()
    {
        ApacheCodec<T> theirs = new(value, protocol);
        DynamicCodec ours = new(Workloads.Module.Struct(typeof(T).Name), theirs.Bytes, protocol);
        string name = $"{what}, {protocol.ToString().ToLowerInvariant()}";
        return
        [
            new($"encode {name}", Peer, ours.Encode, theirs.Encode),
            new($"decode {name}", Peer, ours.Decode, theirs.Decode),
        ];
    }
}
