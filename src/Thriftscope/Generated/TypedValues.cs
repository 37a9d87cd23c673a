using System.Buffers;
using Thriftscope.Schema;
using Thriftscope.Wire;

namespace Thriftscope.Generated;

/// <summary>Turns values of generated types into dynamic ones and back: by way of the bytes, which are the same for both.</summary>
internal static class TypedValues
{
    [ThreadStatic]
    private static bool _isConverting;

    // What was read within a program's limits may be more than the default: only what contains itself has to end.
    private static readonly ThriftLimits Limits = new() { MaxDepth = 1000, MaxStructs = int.MaxValue, MaxContainers = int.MaxValue, MaxMessageSize = int.MaxValue };

    /// <summary>
    /// Whether a value is converted on this thread, and need not be one that can be sent: a union that came with a field of a later version of
    /// the IDL has no value.
    /// </summary>
    public static bool IsConverting => _isConverting;

    public static ThriftStruct ToStruct(IThriftStruct value, StructSchema schema)
    {
        using MessageBuffer buffer = new();
        ThriftBinaryWriter writer = new(buffer, Limits);
        value.Write(ref writer);
        writer.Flush();
        ThriftBinaryReader reader = new(new ReadOnlySequence<byte>(buffer.Written), Limits);
        return schema.ReadValue(ref reader);
    }

    public static ThriftStruct ToStruct(ThriftMessage message, StructSchema schema)
    {
        using MessageBuffer buffer = new();
        ThriftBinaryWriter writer = new(buffer, Limits);
        _isConverting = true;
        try
        {
            ((IMessageBody)message).Write(ref writer, context: null);
        }
        finally
        {
            _isConverting = false;
        }

        writer.Flush();
        ThriftBinaryReader reader = new(new ReadOnlySequence<byte>(buffer.Written), Limits);
        return schema.ReadValue(ref reader);
    }

    public static T FromStruct<T>(ThriftStruct value)
        where T : IThriftStruct<T>
    {
        using MessageBuffer buffer = new();
        Encode(buffer, value);
        ThriftBinaryReader reader = new(new ReadOnlySequence<byte>(buffer.Written), Limits);
        return T.Read(ref reader);
    }

    public static TMessage Fill<TMessage>(TMessage message, ThriftStruct value)
        where TMessage : ThriftMessage
    {
        using MessageBuffer buffer = new();
        Encode(buffer, value);
        ThriftBinaryReader reader = new(new ReadOnlySequence<byte>(buffer.Written), Limits);
        message.Read(ref reader, contexts: null);
        return message;
    }

    private static void Encode(MessageBuffer buffer, ThriftStruct value)
    {
        ThriftBinaryWriter writer = new(buffer, Limits);
        value.Write(ref writer);
        writer.Flush();
    }
}
