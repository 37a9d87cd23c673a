using System.Buffers;
using Thriftscope.Schema;
using Thriftscope.Telemetry;

namespace Thriftscope.Wire;

/// <summary>Encodes and decodes whole messages in the protocol of a connection.</summary>
internal static class MessageCodec
{
    private static readonly StructSchema ApplicationException = ApplicationExceptionSchema();

    /// <summary>Appends a message to the buffer. When it fails, the buffer is as it was.</summary>
    /// <param name="buffer">Where it goes.</param>
    /// <param name="format">How it lies on the wire.</param>
    /// <param name="limits">What it may not exceed.</param>
    /// <param name="header">The head of the message.</param>
    /// <param name="body">The arguments or the result.</param>
    /// <param name="context">The trace context that goes with a request.</param>
    /// <param name="headers">The user's headers; only transports with headers carry them.</param>
    /// <param name="sequenceId">
    /// The number of the frame, on the transports that count their frames: a reply repeats its request's. By default the message's.
    /// </param>
    /// <param name="prefix">What stands before the message, on the formats that <see cref="MessageFramer.CarriesPrefix"/>.</param>
    /// <returns>The message's bytes on the wire.</returns>
    public static int Write(
        MessageBuffer buffer,
        WireFormat format,
        ThriftLimits limits,
        in MessageHeader header,
        IMessageBody body,
        ContextCarrier? context = null,
        ThriftHeaders? headers = null,
        int? sequenceId = null,
        IMessagePrefix? prefix = null)
    {
        int start = buffer.Length;
        try
        {
            switch (format.Transport)
            {
                case ThriftTransport.Framed:
                    _ = buffer.BeginFrame();
                    WriteMessage(buffer, format, limits, header, body, context, prefix);
                    buffer.EndFrame(start);
                    break;
                case ThriftTransport.Header or ThriftTransport.TTHeader:
                    HeaderFrame frame = HeaderFrame.Begin(
                        buffer, format, sequenceId ?? header.SequenceId, headers, context?.Places?.HasFlag(ContextPlaces.Headers) == false ? null : context);
                    WriteMessage(buffer, format, limits, header, body, context?.Places?.HasFlag(ContextPlaces.Field) == true ? context : null);
                    frame.End(buffer, limits);
                    break;
                default:
                    WriteMessage(buffer, format, limits, header, body, context, prefix);
                    break;
            }

            CheckSize(buffer.Length - start, format.Transport, limits);
        }
        catch (Exception e)
        {
            // Any exception: a collection that another thread changes meanwhile throws its own.
            buffer.Truncate(start);
            string method = header.Name[(header.Name.IndexOf(':', StringComparison.Ordinal) + 1)..];
            _ = (e as ThriftValueException)?.Within(method);
            _ = (e as ThriftProtocolException)?.Within(method);
            throw;
        }

        return buffer.Length - start;
    }

    /// <summary>Appends a TApplicationException to the buffer. When it fails, the buffer is as it was.</summary>
    /// <returns>The message's bytes on the wire.</returns>
    /// <exception cref="ThriftValueException">The user's headers are too many or too long.</exception>
    public static int WriteException(
        MessageBuffer buffer,
        WireFormat format,
        in MessageHeader request,
        ThriftApplicationError error,
        string message,
        ThriftHeaders? headers = null,
        int? sequenceId = null,
        IMessagePrefix? prefix = null)
    {
        ThriftStruct body = new(ApplicationException) { ["message"] = message, ["type"] = (int)error };
        return Write(
            buffer, format, ThriftLimits.Default, request with { Type = MessageType.Exception }, body, headers: headers, sequenceId: sequenceId, prefix: prefix);
    }

    /// <summary>Reads a message with the reader of its protocol.</summary>
    /// <exception cref="ThriftProtocolException">It can't be read.</exception>
    public static TResult Read<TVisitor, TResult>(in WireMessage message, ThriftLimits limits, ref TVisitor visitor)
        where TVisitor : IMessageVisitor<TResult>, allows ref struct
    {
        switch (message.Format.Protocol)
        {
            case ThriftProtocol.Binary:
                ThriftBinaryReader binary = new(message.Body, limits);
                return visitor.Visit(ref binary);
            case ThriftProtocol.Compact:
                ThriftCompactReader compact = new(message.Body, limits);
                return visitor.Visit(ref compact);
            case ThriftProtocol.Json:
                ThriftJsonReader json = new(message.Body, limits);
                return visitor.Visit(ref json);
            default:
                ThriftPyJsonReader thriftPy = new(message.Body, limits);
                return visitor.Visit(ref thriftPy);
        }
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

    private static void WriteMessage(
        MessageBuffer buffer,
        WireFormat format,
        ThriftLimits limits,
        in MessageHeader header,
        IMessageBody body,
        ContextCarrier? context,
        IMessagePrefix? prefix = null)
    {
        switch (format.Protocol)
        {
            case ThriftProtocol.Binary:
                ThriftBinaryWriter binary = new(buffer, limits, format.IsStrict);
                prefix?.Write(ref binary);
                WriteMessage(ref binary, header, body, context);
                binary.Flush();
                break;
            case ThriftProtocol.Compact:
                ThriftCompactWriter compact = new(buffer, limits);
                prefix?.Write(ref compact);
                WriteMessage(ref compact, header, body, context);
                compact.Flush();
                break;
            case ThriftProtocol.Json:
                ThriftJsonWriter json = new(buffer, limits);
                WriteMessage(ref json, header, body, context);
                json.Flush();
                break;
            default:
                ThriftPyJsonWriter thriftPy = new(buffer, limits);
                WriteMessage(ref thriftPy, header, body, context);
                thriftPy.Flush();
                break;
        }
    }

    private static void WriteMessage<TWriter>(ref TWriter writer, in MessageHeader header, IMessageBody body, ContextCarrier? context)
        where TWriter : IThriftWriter, allows ref struct
    {
        writer.WriteMessageBegin(header);
        body.Write(ref writer, context);
        writer.WriteMessageEnd();
    }

    // What is over our own limits the peer would refuse, and close the connection for all who use it.
    private static void CheckSize(int size, ThriftTransport transport, ThriftLimits limits)
    {
        if (transport is not (ThriftTransport.Unframed or ThriftTransport.Http) && size - sizeof(int) > limits.MaxFrameSize)
            throw ThriftProtocolException.FrameTooLarge(size - sizeof(int), limits.MaxFrameSize, null);
        if (size > limits.MaxMessageSize)
            throw ThriftProtocolException.MessageTooLarge(size, limits.MaxMessageSize, null);
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
