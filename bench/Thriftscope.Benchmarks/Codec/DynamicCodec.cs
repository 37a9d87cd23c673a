using Thriftscope.Schema;
using Thriftscope.Wire;

namespace Thriftscope.Benchmarks.Codec;

/// <summary>A dynamic value, over a buffer that is used again and again.</summary>
internal sealed class DynamicCodec
{
    private readonly StructSchema _schema;
    private readonly ThriftProtocol _protocol;
    private readonly byte[] _bytes;
    private readonly ThriftStruct _value;
    private readonly MessageBuffer _output = new();

    public DynamicCodec(StructSchema schema, byte[] bytes, ThriftProtocol protocol)
    {
        _schema = schema;
        _protocol = protocol;
        _bytes = bytes;
        _value = Read(bytes);
        Encode();
        // In JSON a double may have other digits here than there, for the same value.
        if (protocol == ThriftProtocol.Json ? !Read(_output.Written).Equals(_value) : !_output.Written.Span.SequenceEqual(bytes))
            throw new InvalidOperationException($"{schema.Name} is written otherwise in {protocol} here than there.");
    }

    public void Encode()
    {
        _output.Truncate(0);
        ThriftSerializer.Serialize(_output, _value, _protocol);
    }

    public void Decode() => _ = Read(_bytes);

    private ThriftStruct Read(ReadOnlyMemory<byte> bytes) => ThriftSerializer.Deserialize(_schema, bytes, _protocol);
}
