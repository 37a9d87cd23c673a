using System.Buffers;
using MessagePack;

namespace Thriftscope.Benchmarks.Codec;

/// <summary>A value in MessagePack, by the formatter that it generates for the class.</summary>
internal sealed class MessagePackCodec<T> : ICodec
{
    private readonly T _value;
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly byte[] _bytes;

    public MessagePackCodec(T value)
    {
        _value = value;
        Encode();
        _bytes = _output.WrittenSpan.ToArray();
        if (!_bytes.AsSpan().SequenceEqual(MessagePackSerializer.Serialize(MessagePackSerializer.Deserialize<T>(_bytes))))
            throw new InvalidOperationException($"{typeof(T).Name} is not read as it was written.");
    }

    public void Encode()
    {
        _output.ResetWrittenCount();
        MessagePackSerializer.Serialize(_output, _value);
    }

    public void Decode() => _ = MessagePackSerializer.Deserialize<T>(_bytes);
}
