using Thriftscope.Benchmarks.Apache;
using Thriftscope.Benchmarks.Measuring;

namespace Thriftscope.Benchmarks.Codec;

/// <summary>Encoding and decoding: dynamic values against the classes that Apache's compiler generates.</summary>
internal static class CodecComparisons
{
    private const string Peer = "ApacheThrift 0.25.0, generated code";

    public static IEnumerable<Comparison> Create() =>
    [
        .. Both<AddressBook>("address book of 100", SampleData.AddressBook()),
        .. Both<Numbers>("list<i32> of 10,000", SampleData.Numbers()),
        .. Both<Points>("list<struct> of 1,000", SampleData.Points()),
        .. Both<Words>("list<string> of 1,000", SampleData.Words()),
    ];

    private static IEnumerable<Comparison> Both<T>(string what, T value)
        where T : Thrift.Protocol.TBase, new()
    {
        ApacheCodec<T> theirs = new(value);
        DynamicCodec ours = new(Workloads.Module.Struct(typeof(T).Name), theirs.Bytes);
        return
        [
            new($"encode {what}", Peer, ours.Encode, theirs.Encode),
            new($"decode {what}", Peer, ours.Decode, theirs.Decode),
        ];
    }
}
