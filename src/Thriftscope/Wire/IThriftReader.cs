using Thriftscope.Schema;

namespace Thriftscope.Wire;

/// <summary>
/// Reads the values of one complete message in one protocol. Implementations are ref structs, and code that reads is generic
/// over them. Every method throws <see cref="ThriftProtocolException"/> for bytes that are not what the protocol says.
/// </summary>
public interface IThriftReader
{
    /// <summary>How many bytes of the message have been read.</summary>
    long Consumed { get; }

    /// <summary>Reads the head of a message.</summary>
    MessageHeader ReadMessageBegin();

    /// <summary>Ends the message.</summary>
    void ReadMessageEnd();

    /// <summary>
    /// Whether the protocol, as ThriftPy's JSON, does not say of what types its values are, so that <see cref="UseSchema"/> has to. It is a
    /// constant of each implementation.
    /// </summary>
    bool NeedsSchema { get; }

    /// <summary>Says which struct is read next, where <see cref="NeedsSchema"/>.</summary>
    /// <param name="schema">The schema that reading is going to follow.</param>
    void UseSchema(StructSchema schema);

    /// <summary>Begins a struct.</summary>
    void ReadStructBegin();

    /// <summary>Ends the struct, after <see cref="ReadFieldBegin"/> answered <see langword="false"/>.</summary>
    void ReadStructEnd();

    /// <summary>Reads the head of the next field; <see langword="false"/> at the end of the struct.</summary>
    bool ReadFieldBegin(out ThriftType type, out short id);

    /// <summary>Ends the field.</summary>
    void ReadFieldEnd();

    /// <summary>Begins a list.</summary>
    /// <returns>The number of elements, no more than the rest of the message can hold.</returns>
    int ReadListBegin(out ThriftType element);

    /// <summary>Ends the list.</summary>
    void ReadListEnd();

    /// <summary>Begins a set.</summary>
    /// <returns>The number of elements, no more than the rest of the message can hold.</returns>
    int ReadSetBegin(out ThriftType element);

    /// <summary>Ends the set.</summary>
    void ReadSetEnd();

    /// <summary>Begins a map.</summary>
    /// <returns>The number of entries, no more than the rest of the message can hold.</returns>
    int ReadMapBegin(out ThriftType key, out ThriftType value);

    /// <summary>Ends the map.</summary>
    void ReadMapEnd();

    /// <summary>Reads a <c>bool</c>.</summary>
    bool ReadBool();

    /// <summary>Reads an <c>i8</c>.</summary>
    sbyte ReadI8();

    /// <summary>Reads an <c>i16</c>.</summary>
    short ReadI16();

    /// <summary>Reads an <c>i32</c>.</summary>
    int ReadI32();

    /// <summary>Reads an <c>i64</c>.</summary>
    long ReadI64();

    /// <summary>Reads a <c>double</c>.</summary>
    double ReadDouble();

    /// <summary>Reads a <c>string</c>. Bytes that are not UTF-8 become U+FFFD.</summary>
    string ReadString();

    /// <summary>Reads a <c>binary</c>.</summary>
    byte[] ReadBinary();

    /// <summary>Reads a <c>uuid</c>.</summary>
    Guid ReadUuid();

    /// <summary>Reads the elements of a list of <c>i16</c>, behind its head: as many as there is room for.</summary>
    void ReadI16Items(Span<short> values);

    /// <summary>Reads the elements of a list of <c>i32</c>, behind its head: as many as there is room for.</summary>
    void ReadI32Items(Span<int> values);

    /// <summary>Reads the elements of a list of <c>i64</c>, behind its head: as many as there is room for.</summary>
    void ReadI64Items(Span<long> values);

    /// <summary>Reads the elements of a list of <c>double</c>, behind its head: as many as there is room for.</summary>
    void ReadDoubleItems(Span<double> values);

    /// <summary>Skips a value of any type.</summary>
    void Skip(ThriftType type);
}
