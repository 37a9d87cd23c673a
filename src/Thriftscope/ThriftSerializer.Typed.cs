using System.Buffers;
using Thriftscope.Generated;
using Thriftscope.Wire;

namespace Thriftscope;

// Generated types.
public static partial class ThriftSerializer
{
    /// <summary>Writes a struct, union or exception of a generated type.</summary>
    /// <typeparam name="T">The generated type.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="protocol">The protocol; a reader must use the same, since the bytes do not tell.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="ThriftValueException">A required field has no value, or a union has not exactly one.</exception>
    /// <exception cref="ThriftProtocolException">The value is nested deeper than the default limit.</exception>
    public static byte[] Serialize<T>(T value, ThriftProtocol protocol = ThriftProtocol.Binary)
        where T : IThriftStruct<T>
    {
        using MessageBuffer buffer = new();
        Serialize(buffer, value, protocol);
        return buffer.Written.ToArray();
    }

    /// <summary>Writes a struct, union or exception of a generated type to an output. When it fails, the output may have got a part of it.</summary>
    /// <typeparam name="T">The generated type.</typeparam>
    /// <param name="output">Where the bytes go.</param>
    /// <param name="value">The value.</param>
    /// <param name="protocol">The protocol; a reader must use the same, since the bytes do not tell.</param>
    /// <param name="limits">Of these <see cref="ThriftLimits.MaxDepth"/> counts; <see langword="null"/> for the default.</param>
    /// <exception cref="ThriftValueException">A required field has no value, or a union has not exactly one.</exception>
    /// <exception cref="ThriftProtocolException">The value is nested deeper than the limit.</exception>
    public static void Serialize<T>(IBufferWriter<byte> output, T value, ThriftProtocol protocol = ThriftProtocol.Binary, ThriftLimits? limits = null)
        where T : IThriftStruct<T>
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(value);
        Write(output, value, protocol, limits);
    }

    /// <summary>Reads a struct, union or exception of a generated type that fills the bytes.</summary>
    /// <inheritdoc cref="Deserialize{T}(in ReadOnlySequence{byte}, ThriftProtocol, ThriftLimits?)"/>
    public static T Deserialize<T>(ReadOnlyMemory<byte> bytes, ThriftProtocol protocol = ThriftProtocol.Binary)
        where T : IThriftStruct<T> => Deserialize<T>(new ReadOnlySequence<byte>(bytes), protocol);

    /// <summary>Reads a struct, union or exception of a generated type that fills the bytes, which may lie in several segments.</summary>
    /// <typeparam name="T">The generated type.</typeparam>
    /// <param name="bytes">The bytes.</param>
    /// <param name="protocol">The protocol that they were written with.</param>
    /// <param name="limits">The limits; <see langword="null"/> for the default.</param>
    /// <exception cref="ThriftProtocolException">The bytes are no such struct, or more than that, or over a limit.</exception>
    public static T Deserialize<T>(in ReadOnlySequence<byte> bytes, ThriftProtocol protocol = ThriftProtocol.Binary, ThriftLimits? limits = null)
        where T : IThriftStruct<T>
    {
        limits ??= ThriftLimits.Default;
        if (bytes.Length > limits.MaxMessageSize)
            throw ThriftProtocolException.MessageTooLarge(bytes.Length, limits.MaxMessageSize, null);
        try
        {
            return Read<T>(bytes, protocol, limits);
        }
        catch (ThriftProtocolException e)
        {
            throw FailedRead.Locate(e, static () => T.Schema, bytes, protocol, limits);
        }
    }

    /// <summary>Writes a generated struct as JSON for people and for programs that know no Thrift.</summary>
    /// <inheritdoc cref="ToJson(ThriftStruct, bool)"/>
    /// <typeparam name="T">The generated type.</typeparam>
    public static string ToJson<T>(T value, bool indented = false)
        where T : IThriftStruct<T>
    {
        ArgumentNullException.ThrowIfNull(value);
        return ToJson(TypedValues.ToStruct(value, T.Schema), indented);
    }

    /// <summary>Reads what <see cref="ToJson{T}(T, bool)"/> writes.</summary>
    /// <typeparam name="T">The generated type.</typeparam>
    /// <param name="json">An object with the fields by name, or an array with their values in the order of the IDL.</param>
    /// <exception cref="ThriftValueException">It is no JSON, or does not fit the struct.</exception>
    public static T FromJson<T>(string json)
        where T : IThriftStruct<T> => TypedValues.FromStruct<T>(FromJson(T.Schema, json));

    private static T Read<T>(in ReadOnlySequence<byte> bytes, ThriftProtocol protocol, ThriftLimits limits)
        where T : IThriftStruct<T>
    {
        switch (protocol)
        {
            case ThriftProtocol.Binary:
                ThriftBinaryReader binary = new(bytes, limits);
                return ReadAll<ThriftBinaryReader, T>(ref binary, bytes);
            case ThriftProtocol.Compact:
                ThriftCompactReader compact = new(bytes, limits);
                return ReadAll<ThriftCompactReader, T>(ref compact, bytes);
            case ThriftProtocol.Json:
                ThriftJsonReader json = new(bytes, limits);
                return ReadAll<ThriftJsonReader, T>(ref json, bytes);
            case ThriftProtocol.ThriftPyJson:
                ThriftPyJsonReader thriftPy = new(bytes, limits);
                return ReadAll<ThriftPyJsonReader, T>(ref thriftPy, bytes);
            default:
                throw Unknown(protocol);
        }
    }

    private static T ReadAll<TReader, T>(ref TReader reader, in ReadOnlySequence<byte> bytes)
        where TReader : IThriftReader, allows ref struct
        where T : IThriftStruct<T>
    {
        T value = T.Read(ref reader);
        CheckEnd(ref reader, bytes);
        return value;
    }
}
