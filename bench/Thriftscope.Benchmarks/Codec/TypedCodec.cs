using Thriftscope.Wire;

namespace Thriftscope.Benchmarks.Codec;

/// <summary>A value of a class that Thriftscope's generator has made.</summary>
internal sealed class TypedCodec<T> : ICodec
    where T : IThriftStruct<T>
{
    private readonly ThriftProtocol _protocol;
    private readonly byte[] _bytes;
    private readonly T _value;
    private readonly MessageBuffer _output = new();

    public TypedCodec(byte[] bytes, ThriftProtocol protocol)
    {
        _protocol = protocol;
        _bytes = bytes;
        _value = Read(bytes);
        Encode();
        // In JSON a double may have other digits here than there, for the same value.
        if (protocol == ThriftProtocol.Json ? !Read(_output.Written).Equals(_value) : !_output.Written.Span.SequenceEqual(bytes))
            throw new InvalidOperationException($"{typeof(T).Name} is written otherwise in {protocol} here than there.");
    }

    public void Encode()
    {
        _output.Truncate(0);
        ThriftSerializer.Serialize(_output, _value, _protocol);
    }

    public void Decode() => _ = Read(_bytes);

    private T Read(ReadOnlyMemory<byte> bytes) => ThriftSerializer.Deserialize<T>(bytes, _protocol);
}
