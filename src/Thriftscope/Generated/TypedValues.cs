using System.Buffers;
using Thriftscope.Schema;
using Thriftscope.Wire;

namespace Thriftscope.Generated;

/// <summary>Turns values of generated types into dynamic ones and back: by way of the bytes, which are the same for both.</summary>
internal static class TypedValues
{
    public static ThriftStruct ToStruct(IThriftStruct value, StructSchema schema)
    {
        using MessageBuffer buffer = new();
        ThriftBinaryWriter writer = new(buffer);
        value.Write(ref writer);
        writer.Flush();
        ThriftBinaryReader reader = new(new ReadOnlySequence<byte>(buffer.Written));
        return schema.ReadValue(ref reader);
    }

    public static ThriftStruct ToStruct(ThriftMessage message, StructSchema schema)
    {
        using MessageBuffer buffer = new();
        ThriftBinaryWriter writer = new(buffer);
        ((IMessageBody)message).Write(ref writer, context: null);
        writer.Flush();
        ThriftBinaryReader reader = new(new ReadOnlySequence<byte>(buffer.Written));
        return schema.ReadValue(ref reader);
    }

    public static T FromStruct<T>(ThriftStruct value)
        where T : IThriftStruct<T>
    {
        using MessageBuffer buffer = new();
        Encode(buffer, value);
        ThriftBinaryReader reader = new(new ReadOnlySequence<byte>(buffer.Written));
        return T.Read(ref reader);
    }

    public static TMessage Fill<TMessage>(TMessage message, ThriftStruct value)
        where TMessage : ThriftMessage
    {
        using MessageBuffer buffer = new();
        Encode(buffer, value);
        ThriftBinaryReader reader = new(new ReadOnlySequence<byte>(buffer.Written));
        message.Read(ref reader, context: null);
        return message;
    }

    private static void Encode(MessageBuffer buffer, ThriftStruct value)
    {
        ThriftBinaryWriter writer = new(buffer);
        value.Write(ref writer);
        writer.Flush();
    }
}
