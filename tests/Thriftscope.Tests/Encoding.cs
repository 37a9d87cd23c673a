using System.Buffers;
using Thriftscope.Schema;
using Thriftscope.Wire;

namespace Thriftscope.Tests;

/// <summary>Values and messages to bytes and back, by Thriftscope's own binary protocol.</summary>
internal static class Encoding
{
    public static byte[] Encode(ThriftStruct value)
    {
        ArrayBufferWriter<byte> output = new();
        ThriftBinaryWriter writer = new(output);
        value.Schema.WriteValue(ref writer, value);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    public static byte[] EncodeMessage(MessageHeader header, ThriftStruct body)
    {
        ArrayBufferWriter<byte> output = new();
        ThriftBinaryWriter writer = new(output);
        writer.WriteMessageBegin(header);
        body.Schema.WriteValue(ref writer, body);
        writer.WriteMessageEnd();
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    public static ThriftStruct Decode(StructSchema schema, byte[] bytes) => Decode(schema, new ReadOnlySequence<byte>(bytes));

    /// <summary>Reads a struct that fills the whole sequence.</summary>
    public static ThriftStruct Decode(StructSchema schema, in ReadOnlySequence<byte> bytes, ThriftLimits? limits = null)
    {
        ThriftBinaryReader reader = new(bytes, limits);
        ThriftStruct value = schema.ReadValue(ref reader);
        reader.Consumed.ShouldBe(bytes.Length);
        return value;
    }

    public static (MessageHeader Header, ThriftStruct Body) DecodeMessage(StructSchema schema, in ReadOnlySequence<byte> bytes)
    {
        ThriftBinaryReader reader = new(bytes);
        MessageHeader header = reader.ReadMessageBegin();
        ThriftStruct body = schema.ReadValue(ref reader);
        reader.ReadMessageEnd();
        reader.Consumed.ShouldBe(bytes.Length);
        return (header, body);
    }
}
