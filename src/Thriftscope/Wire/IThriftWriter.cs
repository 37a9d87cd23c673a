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
}
