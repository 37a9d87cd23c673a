namespace Thriftscope.Wire;

/// <summary>
/// Writes values in one protocol. Implementations are ref structs, and code that writes is generic over them, so that the
/// JIT compiles one specialised body for each protocol.
/// </summary>
public interface IThriftWriter
{
    /// <summary>Begins a message.</summary>
    void WriteMessageBegin(in MessageHeader header);

    /// <summary>Ends the message.</summary>
    void WriteMessageEnd();

    /// <summary>Begins a struct.</summary>
    /// <exception cref="ThriftProtocolException">It is nested too deep.</exception>
    void WriteStructBegin();

    /// <summary>Ends the struct, with its stop mark.</summary>
    void WriteStructEnd();

    /// <summary>Begins a field. The name is for protocols that write it.</summary>
    void WriteFieldBegin(ThriftType type, short id, string name);

    /// <summary>Ends the field.</summary>
    void WriteFieldEnd();

    /// <summary>Writes a whole field of the type <c>bool</c>. The name is for protocols that write it.</summary>
    void WriteBoolField(short id, string name, bool value);

    /// <summary>Writes a whole field of the type <c>i8</c>. The name is for protocols that write it.</summary>
    void WriteI8Field(short id, string name, sbyte value);

    /// <summary>Writes a whole field of the type <c>i16</c>. The name is for protocols that write it.</summary>
    void WriteI16Field(short id, string name, short value);

    /// <summary>Writes a whole field of the type <c>i32</c>. The name is for protocols that write it.</summary>
    void WriteI32Field(short id, string name, int value);

    /// <summary>Writes a whole field of the type <c>i64</c>. The name is for protocols that write it.</summary>
    void WriteI64Field(short id, string name, long value);

    /// <summary>Writes a whole field of the type <c>double</c>. The name is for protocols that write it.</summary>
    void WriteDoubleField(short id, string name, double value);

    /// <summary>Writes a whole field of the type <c>string</c>. The name is for protocols that write it.</summary>
    void WriteStringField(short id, string name, string value);

    /// <summary>Writes a whole field of the type <c>binary</c>. The name is for protocols that write it.</summary>
    void WriteBinaryField(short id, string name, ReadOnlySpan<byte> value);

    /// <summary>Writes a whole field of the type <c>uuid</c>. The name is for protocols that write it.</summary>
    void WriteUuidField(short id, string name, Guid value);

    /// <summary>Begins a list.</summary>
    void WriteListBegin(ThriftType element, int count);

    /// <summary>Ends the list.</summary>
    void WriteListEnd();

    /// <summary>Begins a set.</summary>
    void WriteSetBegin(ThriftType element, int count);

    /// <summary>Ends the set.</summary>
    void WriteSetEnd();

    /// <summary>Begins a map.</summary>
    void WriteMapBegin(ThriftType key, ThriftType value, int count);

    /// <summary>Ends the map.</summary>
    void WriteMapEnd();

    /// <summary>Writes a <c>bool</c>.</summary>
    void WriteBool(bool value);

    /// <summary>Writes an <c>i8</c>.</summary>
    void WriteI8(sbyte value);

    /// <summary>Writes an <c>i16</c>.</summary>
    void WriteI16(short value);

    /// <summary>Writes an <c>i32</c>.</summary>
    void WriteI32(int value);

    /// <summary>Writes an <c>i64</c>.</summary>
    void WriteI64(long value);

    /// <summary>Writes a <c>double</c>.</summary>
    void WriteDouble(double value);

    /// <summary>Writes a <c>string</c> as UTF-8.</summary>
    void WriteString(string value);

    /// <summary>Writes a <c>binary</c>.</summary>
    void WriteBinary(ReadOnlySpan<byte> value);

    /// <summary>Writes a <c>uuid</c>.</summary>
    void WriteUuid(Guid value);

    /// <summary>Writes the elements of a list of <c>i16</c>, behind its head.</summary>
    void WriteI16Items(ReadOnlySpan<short> values);

    /// <summary>Writes the elements of a list of <c>i32</c>, behind its head.</summary>
    void WriteI32Items(ReadOnlySpan<int> values);

    /// <summary>Writes the elements of a list of <c>i64</c>, behind its head.</summary>
    void WriteI64Items(ReadOnlySpan<long> values);

    /// <summary>Writes the elements of a list of <c>double</c>, behind its head.</summary>
    void WriteDoubleItems(ReadOnlySpan<double> values);
}
