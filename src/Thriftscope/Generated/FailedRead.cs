using System.Buffers;
using Thriftscope.Schema;
using Thriftscope.Wire;

namespace Thriftscope.Generated;

/// <summary>
/// Says where generated code met what it can't read, in the words of the IDL. It keeps no account of where it is, which each struct would
/// pay for: the dynamic side, which does, reads the same bytes again.
/// </summary>
internal static class FailedRead
{
    /// <summary>The failure with its place in the body of a message.</summary>
    public static ThriftProtocolException Locate(ThriftProtocolException failure, StructSchema body, in WireMessage message, ThriftLimits limits)
    {
        BodyVisitor visitor = new(body);
        try
        {
            _ = MessageCodec.Read<BodyVisitor, ThriftStruct>(message, limits, ref visitor);
        }
        catch (ThriftProtocolException located) when (located.Error == failure.Error)
        {
            return located;
        }

        return failure;
    }

    /// <summary>The failure with its place in a struct.</summary>
    public static ThriftProtocolException Locate(
        ThriftProtocolException failure, StructSchema schema, in ReadOnlySequence<byte> bytes, ThriftProtocol protocol, ThriftLimits limits)
    {
        try
        {
            _ = ThriftSerializer.Deserialize(schema, bytes, protocol, limits);
        }
        catch (ThriftProtocolException located) when (located.Error == failure.Error)
        {
            return located;
        }

        return failure;
    }

    private readonly struct BodyVisitor(StructSchema schema) : IMessageVisitor<ThriftStruct>
    {
        public ThriftStruct Visit<TReader>(ref TReader reader)
            where TReader : IThriftReader, allows ref struct
        {
            _ = reader.ReadMessageBegin();
            return schema.ReadValue(ref reader);
        }
    }
}
