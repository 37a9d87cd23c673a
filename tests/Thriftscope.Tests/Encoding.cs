using System.Buffers;
using Thriftscope.Schema;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.Tests;

/// <summary>Values and messages to bytes and back, by Thriftscope's own readers and writers.</summary>
internal static class Encoding
{
    public static byte[] Encode(ThriftStruct value, ThriftProtocol protocol = ThriftProtocol.Binary) => Encode(null, value, protocol);

    public static byte[] EncodeMessage(MessageHeader header, ThriftStruct body, ThriftProtocol protocol = ThriftProtocol.Binary) =>
        Encode(header, body, protocol);

    public static ThriftStruct Decode(StructSchema schema, byte[] bytes, ThriftProtocol protocol = ThriftProtocol.Binary) =>
        Decode(schema, new ReadOnlySequence<byte>(bytes), protocol: protocol);

    /// <summary>Reads a struct that fills the whole sequence.</summary>
    public static ThriftStruct Decode(
        StructSchema schema, in ReadOnlySequence<byte> bytes, ThriftLimits? limits = null, ThriftProtocol protocol = ThriftProtocol.Binary)
    {
        (_, ThriftStruct value, long consumed) = DecodePart(schema, bytes, protocol, withHeader: false, limits);
        consumed.ShouldBe(bytes.Length);
        return value;
    }

    public static (MessageHeader Header, ThriftStruct Body) DecodeMessage(
        StructSchema schema, in ReadOnlySequence<byte> bytes, ThriftProtocol protocol = ThriftProtocol.Binary, ThriftLimits? limits = null)
    {
        (MessageHeader header, ThriftStruct value, long consumed) = DecodePart(schema, bytes, protocol, withHeader: true, limits);
        consumed.ShouldBe(bytes.Length);
        return (header, value);
    }

    /// <summary>Reads what the bytes begin with, and tells how many it took.</summary>
    public static (MessageHeader Header, ThriftStruct Body, long Consumed) DecodePart(
        StructSchema schema, in ReadOnlySequence<byte> bytes, ThriftProtocol protocol, bool withHeader, ThriftLimits? limits = null, InboundContexts? contexts = null)
    {
        switch (protocol)
        {
            case ThriftProtocol.Binary:
                ThriftBinaryReader binary = new(bytes, limits);
                return Read(ref binary, schema, withHeader, contexts);
            case ThriftProtocol.Compact:
                ThriftCompactReader compact = new(bytes, limits);
                return Read(ref compact, schema, withHeader, contexts);
            case ThriftProtocol.Json:
                ThriftJsonReader json = new(bytes, limits);
                return Read(ref json, schema, withHeader, contexts);
            case ThriftProtocol.ThriftPyJson:
                ThriftPyJsonReader thriftPy = new(bytes, limits);
                thriftPy.UseSchema(schema);
                return Read(ref thriftPy, schema, withHeader, contexts);
            default:
                throw new ArgumentOutOfRangeException(nameof(protocol));
        }
    }

    /// <summary>Skips a message, or a struct, and tells how many bytes it took.</summary>
    public static long Skip(in ReadOnlySequence<byte> bytes, ThriftProtocol protocol, bool withHeader)
    {
        switch (protocol)
        {
            case ThriftProtocol.Binary:
                ThriftBinaryReader binary = new(bytes);
                return Skip(ref binary, withHeader);
            case ThriftProtocol.Compact:
                ThriftCompactReader compact = new(bytes);
                return Skip(ref compact, withHeader);
            case ThriftProtocol.Json:
                ThriftJsonReader json = new(bytes);
                return Skip(ref json, withHeader);
            case ThriftProtocol.ThriftPyJson:
                ThriftPyJsonReader thriftPy = new(bytes);
                return Skip(ref thriftPy, withHeader);
            default:
                throw new ArgumentOutOfRangeException(nameof(protocol));
        }
    }

    public static IMessageScanner Scanner(ThriftProtocol protocol, ThriftLimits? limits = null) => protocol switch
    {
        ThriftProtocol.Binary => new BinaryScanner(limits ?? ThriftLimits.Default),
        ThriftProtocol.Compact => new CompactScanner(limits ?? ThriftLimits.Default),
        ThriftProtocol.Json => new JsonScanner(limits ?? ThriftLimits.Default),
        ThriftProtocol.ThriftPyJson => new ThriftPyJsonScanner(limits ?? ThriftLimits.Default),
        _ => throw new ArgumentOutOfRangeException(nameof(protocol)),
    };

    /// <summary>Writes arguments, and behind them a trace context.</summary>
    public static void WriteWithContext(IBufferWriter<byte> output, ThriftStruct body, ContextCarrier context, ThriftProtocol protocol) =>
        Write(output, null, body, protocol, context);

    /// <summary>Reads arguments, and the trace context behind them.</summary>
    public static ThriftStruct ReadWithContext(StructSchema schema, in ReadOnlySequence<byte> bytes, InboundContexts contexts, ThriftProtocol protocol) =>
        DecodePart(schema, bytes, protocol, withHeader: false, null, contexts).Body;

    private static byte[] Encode(MessageHeader? header, ThriftStruct body, ThriftProtocol protocol)
    {
        ArrayBufferWriter<byte> output = new();
        Write(output, header, body, protocol, null);
        return output.WrittenSpan.ToArray();
    }

    private static void Write(IBufferWriter<byte> output, MessageHeader? header, ThriftStruct body, ThriftProtocol protocol, ContextCarrier? context)
    {
        switch (protocol)
        {
            case ThriftProtocol.Binary:
                ThriftBinaryWriter binary = new(output);
                Write(ref binary, header, body, context);
                binary.Flush();
                break;
            case ThriftProtocol.Compact:
                ThriftCompactWriter compact = new(output);
                Write(ref compact, header, body, context);
                compact.Flush();
                break;
            case ThriftProtocol.Json:
                ThriftJsonWriter json = new(output);
                Write(ref json, header, body, context);
                json.Flush();
                break;
            case ThriftProtocol.ThriftPyJson:
                ThriftPyJsonWriter thriftPy = new(output);
                Write(ref thriftPy, header, body, context);
                thriftPy.Flush();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(protocol));
        }
    }

    private static void Write<TWriter>(ref TWriter writer, MessageHeader? header, ThriftStruct body, ContextCarrier? context)
        where TWriter : IThriftWriter, allows ref struct
    {
        if (header is { } given)
            writer.WriteMessageBegin(given);
        body.Schema.Write(ref writer, body, context);
        if (header is not null)
            writer.WriteMessageEnd();
    }

    private static (MessageHeader Header, ThriftStruct Body, long Consumed) Read<TReader>(
        ref TReader reader, StructSchema schema, bool withHeader, InboundContexts? contexts)
        where TReader : IThriftReader, allows ref struct
    {
        MessageHeader header = withHeader ? reader.ReadMessageBegin() : default;
        ThriftStruct body = schema.Read(ref reader, contexts);
        if (withHeader)
            reader.ReadMessageEnd();
        return (header, body, reader.Consumed);
    }

    private static long Skip<TReader>(ref TReader reader, bool withHeader)
        where TReader : IThriftReader, allows ref struct
    {
        if (withHeader)
            _ = reader.ReadMessageBegin();
        reader.Skip(ThriftType.Struct);
        if (withHeader)
            reader.ReadMessageEnd();
        return reader.Consumed;
    }
}
