using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Thriftscope.Schema;
using Thriftscope.Wire;

namespace Thriftscope;

/// <summary>
/// Structs to bytes and back, without a call: for files, queues and caches. What it writes is what the serializers of Apache's
/// libraries and of ThriftPy write for the same values, and it reads what they wrote.
/// </summary>
public static partial class ThriftSerializer
{
    // A map whose keys have no plain text form is an array of arrays.
    private static readonly int MaxJsonDepth = 2 * ThriftLimits.Default.MaxDepth;

    /// <summary>Writes a struct, union or exception in the binary protocol.</summary>
    /// <inheritdoc cref="Serialize(ThriftStruct, ThriftProtocol)"/>
    public static byte[] Serialize(ThriftStruct value) => Serialize(value, ThriftProtocol.Binary);

    /// <summary>Writes a struct, union or exception.</summary>
    /// <param name="value">The value.</param>
    /// <param name="protocol">The protocol; a reader must use the same, since the bytes do not tell.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="ThriftValueException">A required field has no value, or a union has not exactly one.</exception>
    /// <exception cref="ThriftProtocolException">The value is nested deeper than the default limit.</exception>
    public static byte[] Serialize(ThriftStruct value, ThriftProtocol protocol)
    {
        using MessageBuffer buffer = new();
        Serialize(buffer, value, protocol);
        return buffer.Written.ToArray();
    }

    /// <summary>Writes a struct, union or exception to an output. When it fails, the output may have got a part of it.</summary>
    /// <param name="output">Where the bytes go.</param>
    /// <param name="value">The value.</param>
    /// <param name="protocol">The protocol; a reader must use the same, since the bytes do not tell.</param>
    /// <param name="limits">Of these <see cref="ThriftLimits.MaxDepth"/> counts; <see langword="null"/> for the default.</param>
    /// <exception cref="ThriftValueException">A required field has no value, or a union has not exactly one.</exception>
    /// <exception cref="ThriftProtocolException">The value is nested deeper than the limit.</exception>
    public static void Serialize(IBufferWriter<byte> output, ThriftStruct value, ThriftProtocol protocol = ThriftProtocol.Binary, ThriftLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(value);
        try
        {
            Write(output, value, protocol, limits);
        }
        catch (ThriftValueException e) when (e.Within(value.Schema.Name))
        {
        }
        catch (ThriftProtocolException e) when (e.Within(value.Schema.Name))
        {
        }
    }

    /// <summary>Writes an object of a class of one's own.</summary>
    /// <param name="schema">The struct that it stands for, as <see cref="ThriftModule.Struct"/> gives it.</param>
    /// <param name="value">An object whose properties match the fields by name, an anonymous one too, or a dictionary.</param>
    /// <param name="protocol">The protocol; a reader must use the same, since the bytes do not tell.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="ThriftValueException">The object does not fit the struct.</exception>
    /// <exception cref="ThriftProtocolException">The value is nested deeper than the default limit.</exception>
    public static byte[] Serialize(StructSchema schema, object value, ThriftProtocol protocol)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(value);
        ThriftStruct converted;
        try
        {
            converted = schema.CoerceValue(value);
        }
        catch (ThriftValueException e) when (e.Within(schema.Name))
        {
            throw;
        }

        return Serialize(converted, protocol);
    }

    /// <summary>Reads a struct, union or exception that fills the bytes, in the binary protocol.</summary>
    /// <inheritdoc cref="Deserialize(StructSchema, in ReadOnlySequence{byte}, ThriftProtocol, ThriftLimits?)"/>
    public static ThriftStruct Deserialize(StructSchema schema, ReadOnlyMemory<byte> bytes) => Deserialize(schema, bytes, ThriftProtocol.Binary);

    /// <summary>Reads a struct, union or exception that fills the bytes.</summary>
    /// <inheritdoc cref="Deserialize(StructSchema, in ReadOnlySequence{byte}, ThriftProtocol, ThriftLimits?)"/>
    public static ThriftStruct Deserialize(StructSchema schema, ReadOnlyMemory<byte> bytes, ThriftProtocol protocol) =>
        Deserialize(schema, new ReadOnlySequence<byte>(bytes), protocol);

    /// <summary>Reads a struct, union or exception that fills the bytes, which may lie in several segments.</summary>
    /// <param name="schema">The struct, as <see cref="ThriftModule.Struct"/> gives it.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="protocol">The protocol that they were written with.</param>
    /// <param name="limits">The limits; <see langword="null"/> for the default.</param>
    /// <exception cref="ThriftProtocolException">The bytes are no such struct, or more than that, or over a limit.</exception>
    public static ThriftStruct Deserialize(
        StructSchema schema, in ReadOnlySequence<byte> bytes, ThriftProtocol protocol = ThriftProtocol.Binary, ThriftLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        limits ??= ThriftLimits.Default;
        if (bytes.Length > limits.MaxMessageSize)
            throw ThriftProtocolException.MessageTooLarge(bytes.Length, limits.MaxMessageSize, null);
        try
        {
            return Read(schema, bytes, protocol, limits);
        }
        catch (ThriftProtocolException e) when (e.Within(schema.Name))
        {
            throw;
        }
    }

    /// <summary>Reads a struct as an object of a class or record of one's own.</summary>
    /// <typeparam name="T">A class whose properties match the fields by name, without regard to case and underscores.</typeparam>
    /// <param name="schema">The struct, as <see cref="ThriftModule.Struct"/> gives it.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="protocol">The protocol that they were written with.</param>
    /// <exception cref="ThriftProtocolException">The bytes are no such struct, or more than that, or over a limit.</exception>
    /// <exception cref="ThriftValueException">The struct can't become a <typeparamref name="T"/>.</exception>
    public static T Deserialize<T>(StructSchema schema, ReadOnlyMemory<byte> bytes, ThriftProtocol protocol)
        where T : class
    {
        ThriftStruct value = Deserialize(schema, bytes, protocol);
        try
        {
            return (T)ObjectMapper.ToClr(value, typeof(T))!;
        }
        catch (ThriftValueException e) when (e.Within(schema.Name))
        {
            throw;
        }
    }

    /// <summary>
    /// Writes a struct as JSON for people and for programs that know no Thrift: fields by name, enums by member, <c>binary</c> as base64,
    /// and maps as objects where their keys have a plain text form. It is no protocol: for that see <see cref="ThriftProtocol.Json"/>.
    /// </summary>
    /// <param name="value">The value. Fields without a value are left out.</param>
    /// <param name="indented">Whether each field stands on a line of its own.</param>
    /// <exception cref="ThriftProtocolException">The value is nested deeper than the default limit; it may contain itself.</exception>
    public static string ToJson(ThriftStruct value, bool indented = false)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArrayBufferWriter<byte> text = new();
        JsonWriterOptions options = new() { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxJsonDepth };
        using Utf8JsonWriter writer = new(text, options);
        try
        {
            JsonValues.Write(writer, value.Schema, value);
        }
        catch (InvalidOperationException) when (writer.CurrentDepth >= MaxJsonDepth)
        {
            throw ThriftProtocolException.TooDeep(ThriftLimits.Default.MaxDepth);
        }

        writer.Flush();
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    /// <summary>Reads what <see cref="ToJson"/> writes.</summary>
    /// <param name="schema">The struct, as <see cref="ThriftModule.Struct"/> gives it.</param>
    /// <param name="json">An object with the fields by name, or an array with their values in the order of the IDL.</param>
    /// <exception cref="ThriftValueException">It is no JSON, or does not fit the struct.</exception>
    public static ThriftStruct FromJson(StructSchema schema, string json)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxJsonDepth });
            return JsonValues.ReadStruct(schema, document.RootElement);
        }
        catch (JsonException e)
        {
            throw new ThriftValueException($"expected JSON: {e.Message}", e);
        }
        catch (ThriftValueException e) when (e.Within(schema.Name))
        {
            throw;
        }
    }

    private static void Write<T>(IBufferWriter<byte> output, T value, ThriftProtocol protocol, ThriftLimits? limits)
        where T : IThriftStruct
    {
        switch (protocol)
        {
            case ThriftProtocol.Binary:
                ThriftBinaryWriter binary = new(output, limits);
                value.Write(ref binary);
                binary.Flush();
                break;
            case ThriftProtocol.Compact:
                ThriftCompactWriter compact = new(output, limits);
                value.Write(ref compact);
                compact.Flush();
                break;
            case ThriftProtocol.Json:
                ThriftJsonWriter json = new(output, limits);
                value.Write(ref json);
                json.Flush();
                break;
            case ThriftProtocol.ThriftPyJson:
                ThriftPyJsonWriter thriftPy = new(output, limits);
                value.Write(ref thriftPy);
                thriftPy.Flush();
                break;
            default:
                throw Unknown(protocol);
        }
    }

    private static ThriftStruct Read(StructSchema schema, in ReadOnlySequence<byte> bytes, ThriftProtocol protocol, ThriftLimits limits)
    {
        switch (protocol)
        {
            case ThriftProtocol.Binary:
                ThriftBinaryReader binary = new(bytes, limits);
                return ReadAll(ref binary, schema, bytes);
            case ThriftProtocol.Compact:
                ThriftCompactReader compact = new(bytes, limits);
                return ReadAll(ref compact, schema, bytes);
            case ThriftProtocol.Json:
                ThriftJsonReader json = new(bytes, limits);
                return ReadAll(ref json, schema, bytes);
            case ThriftProtocol.ThriftPyJson:
                ThriftPyJsonReader thriftPy = new(bytes, limits);
                return ReadAll(ref thriftPy, schema, bytes);
            default:
                throw Unknown(protocol);
        }
    }

    private static ThriftStruct ReadAll<TReader>(ref TReader reader, StructSchema schema, in ReadOnlySequence<byte> bytes)
        where TReader : IThriftReader, allows ref struct
    {
        ThriftStruct value = schema.ReadValue(ref reader);
        CheckEnd(ref reader, bytes);
        return value;
    }

    private static void CheckEnd<TReader>(ref TReader reader, in ReadOnlySequence<byte> bytes)
        where TReader : IThriftReader, allows ref struct
    {
        if (reader.Consumed != bytes.Length)
            throw ThriftProtocolException.Invalid($"{bytes.Length - reader.Consumed} more bytes stand behind the struct", reader.Consumed);
    }

    private static ArgumentOutOfRangeException Unknown(ThriftProtocol protocol) => new(nameof(protocol), protocol, "There is no such protocol.");
}
