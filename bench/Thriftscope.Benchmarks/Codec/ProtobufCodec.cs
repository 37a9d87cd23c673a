using System.Buffers;
using Google.Protobuf;

namespace Thriftscope.Benchmarks.Codec;

/// <summary>A value of a class that protobuf's compiler has made.</summary>
internal sealed class ProtobufCodec<T> : ICodec
    where T : class, IMessage<T>
{
    private readonly T _value;
    private readonly MessageParser<T> _parser;
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly byte[] _bytes;

    public ProtobufCodec(T value, MessageParser<T> parser)
    {
        _value = value;
        _parser = parser;
        Encode();
        _bytes = _output.WrittenSpan.ToArray();
        if (!_parser.ParseFrom(_bytes).Equals(value))
            throw new InvalidOperationException($"{typeof(T).Name} is not read as it was written.");
    }

    public void Encode()
    {
        _output.ResetWrittenCount();
        _value.WriteTo(_output);
    }

    public void Decode() => _ = _parser.ParseFrom(_bytes.AsSpan());
}
