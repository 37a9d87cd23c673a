using System.Buffers;
using Thriftscope.Schema;
using Thriftscope.Wire;

namespace Thriftscope.Benchmarks.Codec;

/// <summary>A dynamic value, over a buffer that is used again and again.</summary>
internal sealed class DynamicCodec
{
    private readonly StructSchema _schema;
    private readonly ReadOnlySequence<byte> _bytes;
    private readonly ThriftStruct _value;
    private readonly MessageBuffer _output = new();

    public DynamicCodec(StructSchema schema, byte[] bytes)
    {
        _schema = schema;
        _bytes = new ReadOnlySequence<byte>(bytes);
        _value = Read();
        Encode();
        if (!_output.Written.Span.SequenceEqual(bytes))
            throw new InvalidOperationException($"{schema.Name} has other bytes here than there.");
    }

    public void Encode()
    {
        _output.Truncate(0);
        ThriftBinaryWriter writer = new(_output);
        _schema.WriteValue(ref writer, _value);
        writer.Flush();
    }

    public void Decode() => _ = Read();

    private ThriftStruct Read()
    {
        ThriftBinaryReader reader = new(_bytes);
        return _schema.ReadValue(ref reader);
    }
}
