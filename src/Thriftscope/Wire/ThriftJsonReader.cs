using System.Buffers;
using Thriftscope.Schema;

namespace Thriftscope.Wire;

/// <summary>
/// Reads Apache's JSON protocol (TJSONProtocol) from one complete message, whose first bytes may be white space:
/// <c>[1,"name",type,sequence id,{"1":{"i32":5}}]</c>. A message in several segments is copied into one.
/// </summary>
/// <remarks>
/// Of the escapes of strings, a lone surrogate is refused, as Apache's C#, Java and C++ refuse it. Numbers are read in quotes and
/// without, wherever they stand.
/// </remarks>
public ref struct ThriftJsonReader : IThriftReader
{
    private JsonCursor _json;
    private ReadBudget _budget;
    private StateStack _outer;
    private JsonPlace _place;

    /// <summary>Begins to read.</summary>
    /// <param name="message">The message, without a frame's length.</param>
    /// <param name="limits">The limits; <see langword="null"/> for the default.</param>
    public ThriftJsonReader(scoped in ReadOnlySequence<byte> message, ThriftLimits? limits = null)
    {
        _budget = new ReadBudget(limits);
        _json = new JsonCursor(JsonCursor.InOnePiece(message), _budget.Limits);
    }

    /// <inheritdoc/>
    public readonly long Consumed => _json.Position;

    /// <inheritdoc/>
    public MessageHeader ReadMessageBegin()
    {
        if (_json.Peek("a JSON message") != '[')
            throw new ThriftProtocolException(ThriftProtocolError.BadVersion, "A JSON message begins with [1,", Consumed);
        _json.Expect((byte)'[');
        long version = _json.ReadInteger(long.MinValue, long.MaxValue, "the version");
        if (version != JsonMessage.Version)
            throw ThriftProtocolException.BadJsonVersion(version, Consumed);
        _json.Expect((byte)',');
        string name = _json.ReadString();
        _json.Expect((byte)',');
        int type = (int)_json.ReadInteger(0, byte.MaxValue, "the message type");
        if (type is < (int)MessageType.Call or > (int)MessageType.Oneway)
            throw ThriftProtocolException.UnknownMessageType((byte)type, Consumed);
        _json.Expect((byte)',');
        int sequenceId = (int)_json.ReadInteger(int.MinValue, int.MaxValue, "the sequence id");
        _json.Expect((byte)',');
        return new MessageHeader(name, (MessageType)type, sequenceId);
    }

    /// <summary>Ends the message, and what white space stands behind it: the line end of one that was typed or piped.</summary>
    public void ReadMessageEnd()
    {
        _json.Expect((byte)']');
        _json.SkipWhitespace();
    }

    /// <inheritdoc/>
    public readonly bool NeedsSchema => false;

    /// <inheritdoc/>
    public readonly void UseSchema(StructSchema schema)
    {
    }

    /// <inheritdoc/>
    public void ReadStructBegin()
    {
        BeforeValue();
        _budget.EnterStruct(Consumed);
        _json.Expect((byte)'{');
        Enter(JsonPlace.FirstField);
    }

    /// <inheritdoc/>
    public void ReadStructEnd()
    {
        _json.Expect((byte)'}');
        Leave();
    }

    /// <inheritdoc/>
    public bool ReadFieldBegin(out ThriftType type, out short id)
    {
        type = ThriftType.Stop;
        id = 0;
        if (_json.Peek("a field") == '}')
            return false;
        if (_place == JsonPlace.Field)
            _json.Expect((byte)',');
        id = (short)_json.ReadInteger(short.MinValue, short.MaxValue, "the id of a field");
        _json.Expect((byte)':');
        _json.Expect((byte)'{');
        type = ReadType();
        _json.Expect((byte)':');
        _place = JsonPlace.Value;
        return true;
    }

    /// <inheritdoc/>
    public void ReadFieldEnd()
    {
        _json.Expect((byte)'}');
        _place = JsonPlace.Field;
    }

    /// <inheritdoc/>
    public int ReadListBegin(out ThriftType element)
    {
        BeforeValue();
        _budget.EnterContainer(Consumed);
        _json.Expect((byte)'[');
        element = ReadType();
        int count = ReadCount(JsonMessage.MinimumElement);
        Enter(JsonPlace.Element);
        return count;
    }

    /// <inheritdoc/>
    public void ReadListEnd()
    {
        _json.Expect((byte)']');
        Leave();
    }

    /// <inheritdoc/>
    public int ReadSetBegin(out ThriftType element) => ReadListBegin(out element);

    /// <inheritdoc/>
    public void ReadSetEnd() => ReadListEnd();

    /// <inheritdoc/>
    public int ReadMapBegin(out ThriftType key, out ThriftType value)
    {
        BeforeValue();
        _budget.EnterContainer(Consumed);
        _json.Expect((byte)'[');
        key = ReadType();
        _json.Expect((byte)',');
        value = ReadType();
        int count = ReadCount(JsonMessage.MinimumEntry);
        _json.Expect((byte)',');
        _json.Expect((byte)'{');
        Enter(JsonPlace.FirstKey);
        return count;
    }

    /// <inheritdoc/>
    public void ReadMapEnd()
    {
        _json.Expect((byte)'}');
        _json.Expect((byte)']');
        Leave();
    }

    /// <inheritdoc/>
    public bool ReadBool() => ReadInteger(sbyte.MinValue, sbyte.MaxValue, "bool") != 0;

    /// <inheritdoc/>
    public sbyte ReadI8() => (sbyte)ReadInteger(sbyte.MinValue, sbyte.MaxValue, "i8");

    /// <inheritdoc/>
    public short ReadI16() => (short)ReadInteger(short.MinValue, short.MaxValue, "i16");

    /// <inheritdoc/>
    public int ReadI32() => (int)ReadInteger(int.MinValue, int.MaxValue, "i32");

    /// <inheritdoc/>
    public long ReadI64() => ReadInteger(long.MinValue, long.MaxValue, "i64");

    /// <inheritdoc/>
    public double ReadDouble()
    {
        BeforeValue();
        return _json.ReadDouble();
    }

    /// <inheritdoc/>
    public string ReadString()
    {
        BeforeValue();
        return _json.ReadString();
    }

    /// <summary>Reads a <c>binary</c>: base64, with its padding or without.</summary>
    public byte[] ReadBinary()
    {
        BeforeValue();
        return _json.ReadBase64();
    }

    /// <inheritdoc/>
    public void ReadI16Items(Span<short> values)
    {
        foreach (ref short value in values)
            value = ReadI16();
    }

    /// <inheritdoc/>
    public void ReadI32Items(Span<int> values)
    {
        foreach (ref int value in values)
            value = ReadI32();
    }

    /// <inheritdoc/>
    public void ReadI64Items(Span<long> values)
    {
        foreach (ref long value in values)
            value = ReadI64();
    }

    /// <inheritdoc/>
    public void ReadDoubleItems(Span<double> values)
    {
        foreach (ref double value in values)
            value = ReadDouble();
    }

    /// <inheritdoc/>
    public Guid ReadUuid()
    {
        BeforeValue();
        return _json.ReadUuid();
    }

    /// <inheritdoc/>
    public void Skip(ThriftType type)
    {
        switch (type)
        {
            case ThriftType.Bool or ThriftType.I8:
                _ = ReadI8();
                break;
            case ThriftType.I16:
                _ = ReadI16();
                break;
            case ThriftType.I32:
                _ = ReadI32();
                break;
            case ThriftType.I64:
                _ = ReadI64();
                break;
            case ThriftType.Double:
                _ = ReadDouble();
                break;
            case ThriftType.String or ThriftType.Uuid:
                BeforeValue();
                _json.SkipString();
                break;
            default:
                CompositeSkip.Skip(ref this, type);
                break;
        }
    }

    private long ReadInteger(long minimum, long maximum, string name)
    {
        BeforeValue();
        return _json.ReadInteger(minimum, maximum, name);
    }

    private ThriftType ReadType() => JsonMessage.TypeOf(_json.ReadRaw(out _), Consumed);

    private int ReadCount(int minimumSize)
    {
        _json.Expect((byte)',');
        int count = (int)_json.ReadInteger(int.MinValue, int.MaxValue, "the number of elements");
        return _budget.CheckCount(count, minimumSize, _json.Remaining, Consumed);
    }

    private void BeforeValue()
    {
        switch (_place)
        {
            case JsonPlace.Element:
                _json.Expect((byte)',');
                break;
            case JsonPlace.FirstKey:
                _place = JsonPlace.EntryValue;
                break;
            case JsonPlace.Key:
                _json.Expect((byte)',');
                _place = JsonPlace.EntryValue;
                break;
            case JsonPlace.EntryValue:
                _json.Expect((byte)':');
                _place = JsonPlace.Key;
                break;
            default:
                break;
        }
    }

    private void Enter(JsonPlace inside)
    {
        _outer.Push((short)_place);
        _place = inside;
    }

    private void Leave()
    {
        _budget.Leave();
        _place = (JsonPlace)_outer.Pop();
    }
}
