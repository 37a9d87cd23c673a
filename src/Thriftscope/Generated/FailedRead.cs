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
    public static ThriftProtocolException Locate(ThriftProtocolException failure, Func<StructSchema> body, in WireMessage message, ThriftLimits limits)
    {
        try
        {
            BodyVisitor visitor = new(body());
            _ = MessageCodec.Read<BodyVisitor, ThriftStruct>(message, limits, ref visitor);
        }
        catch (ThriftProtocolException located) when (located.Error == failure.Error)
        {
            return located;
        }
        catch (Exception)
        {
            // What is known of the failure is told, whatever becomes of the search for its place.
        }

        return failure;
    }

    /// <summary>The failure with its place in a struct.</summary>
    public static ThriftProtocolException Locate(
        ThriftProtocolException failure, Func<StructSchema> schema, in ReadOnlySequence<byte> bytes, ThriftProtocol protocol, ThriftLimits limits)
    {
        try
        {
            _ = ThriftSerializer.Deserialize(schema(), bytes, protocol, limits);
        }
        catch (ThriftProtocolException located) when (located.Error == failure.Error)
        {
            return located;
        }
        catch (Exception)
        {
            // What is known of the failure is told, whatever becomes of the search for its place.
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
