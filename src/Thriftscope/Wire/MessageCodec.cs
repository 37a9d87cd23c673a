using System.Buffers;
using Thriftscope.Schema;
using Thriftscope.Telemetry;

namespace Thriftscope.Wire;

/// <summary>Encodes and decodes whole messages in the protocol of a connection.</summary>
internal static class MessageCodec
{
    private static readonly StructSchema ApplicationException = ApplicationExceptionSchema();

    /// <summary>Appends a message to the buffer. When it fails, the buffer is as it was.</summary>
    /// <returns>The message's bytes on the wire.</returns>
    public static int Write(MessageBuffer buffer, Framing framing, ThriftLimits limits, in MessageHeader header, ThriftStruct body, ContextCarrier? context = null)
    {
        int start = buffer.Length;
        try
        {
            if (framing == Framing.Framed)
                _ = buffer.BeginFrame();
            ThriftBinaryWriter writer = new(buffer, limits);
            writer.WriteMessageBegin(header);
            body.Schema.Write(ref writer, body, context);
            writer.WriteMessageEnd();
            writer.Flush();
            if (framing == Framing.Framed)
                buffer.EndFrame(start);
            CheckSize(buffer.Length - start, framing, limits);
        }
        catch (Exception e)
        {
            // Any exception: a collection that another thread changes meanwhile throws its own.
            buffer.Truncate(start);
            _ = (e as ThriftValueException)?.Within(body.Schema.Name);
            _ = (e as ThriftProtocolException)?.Within(body.Schema.Name);
            throw;
        }

        return buffer.Length - start;
    }

    // What is over our own limits the peer would refuse, and close the connection for all who use it.
    private static void CheckSize(int size, Framing framing, ThriftLimits limits)
    {
        if (framing == Framing.Framed && size - sizeof(int) > limits.MaxFrameSize)
            throw ThriftProtocolException.TooLarge("frame", size - sizeof(int), limits.MaxFrameSize, null);
        if (size > limits.MaxMessageSize)
            throw ThriftProtocolException.TooLarge("message", size, limits.MaxMessageSize, null);
    }

    /// <summary>Appends a TApplicationException to the buffer.</summary>
    /// <returns>The message's bytes on the wire.</returns>
    public static int WriteException(MessageBuffer buffer, Framing framing, in MessageHeader request, ThriftApplicationError error, string message)
    {
        ThriftStruct body = new(ApplicationException) { ["message"] = message, ["type"] = (int)error };
        return Write(buffer, framing, ThriftLimits.Default, request with { Type = MessageType.Exception }, body);
    }

    /// <summary>Reads the body of a message of the type EXCEPTION.</summary>
    public static ThriftApplicationException ReadException<TReader>(ref TReader reader)
        where TReader : IThriftReader, allows ref struct
    {
        ThriftStruct body = ApplicationException.ReadValue(ref reader);
        ThriftApplicationError error = (ThriftApplicationError)(body["type"] as int? ?? 0);
        string message = body["message"] as string ?? $"The server answered {ErrorTypes.ApplicationError((int)error)}";
        return new ThriftApplicationException(error, message) { IsReceived = true };
    }

    private static StructSchema ApplicationExceptionSchema()
    {
        StructSchema schema = new("TApplicationException", Idl.IdlStructKind.Exception);
        schema.SetFields(
        [
            new FieldSchema(1, "message", new StringSchema(), Idl.IdlRequiredness.Default, null, 0),
            new FieldSchema(2, "type", new I32Schema(), Idl.IdlRequiredness.Default, null, 1),
        ]);
        return schema;
    }
}
