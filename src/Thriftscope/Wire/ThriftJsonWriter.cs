using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Thriftscope.Wire;

/// <summary>
/// Writes Apache's JSON protocol (TJSONProtocol): <c>[1,"name",type,sequence id,{"1":{"i32":5}}]</c>. Doubles have the shortest text
/// that reads back as the same number; maps with structs or containers as keys are written as Apache's libraries do, which is no
/// valid JSON. Call <see cref="Flush"/> at the end: until then the output has not been told of the last bytes.
/// </summary>
public ref struct ThriftJsonWriter : IThriftWriter
{
    // Comma, quotes and a number of 64 bits, or a double, whose longest has 24 characters.
    private const int MaxNumber = 32;

    // A field's head has no more than a comma, two braces and colons, four quotes, an id of six and a type of three characters.
    private const int MaxFieldHead = 24;

    // So much text is encoded into room for the worst case; longer text is measured first.
    private const int MaxUnmeasured = 512;

    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\']);

    private readonly int _maxDepth;
    private OutputCursor _bytes;
    private StateStack _outer;
    private JsonPlace _place;
    private int _depth;

    /// <summary>Begins to write.</summary>
    /// <param name="output">Where the bytes go.</param>
    /// <param name="limits">Of these only <see cref="ThriftLimits.MaxDepth"/> concerns a writer: it ends endless nesting.</param>
    public ThriftJsonWriter(IBufferWriter<byte> output, ThriftLimits? limits = null)
    {
        _bytes = new OutputCursor(output);
        _maxDepth = (limits ?? ThriftLimits.Default).MaxDepth;
    }

    /// <summary>Hands the written bytes to the output.</summary>
    public void Flush() => _bytes.Flush();

    /// <inheritdoc/>
    public void WriteMessageBegin(in MessageHeader header)
    {
        _bytes.Write("[1,"u8);
        WriteText(header.Name);
        _bytes.WriteByte((byte)',');
        WriteDigits((int)header.Type);
        _bytes.WriteByte((byte)',');
        WriteDigits(header.SequenceId);
        _bytes.WriteByte((byte)',');
    }

    /// <inheritdoc/>
    public void WriteMessageEnd() => _bytes.WriteByte((byte)']');

    /// <inheritdoc/>
    public void WriteStructBegin()
    {
        _ = BeforeValue();
        _bytes.WriteByte((byte)'{');
        Enter(JsonPlace.FirstField);
    }

    /// <inheritdoc/>
    public void WriteStructEnd()
    {
        _bytes.WriteByte((byte)'}');
        Leave();
    }

    /// <inheritdoc/>
    public void WriteFieldBegin(ThriftType type, short id, string name)
    {
        ReadOnlySpan<byte> typeName = JsonMessage.NameOf(type);
        Span<byte> target = _bytes.Room(MaxFieldHead);
        int length = 0;
        if (_place == JsonPlace.Field)
            target[length++] = (byte)',';
        target[length++] = (byte)'"';
        _ = Utf8Formatter.TryFormat(id, target[length..], out int digits);
        length += digits;
        "\":{\""u8.CopyTo(target[length..]);
        length += 4;
        typeName.CopyTo(target[length..]);
        length += typeName.Length;
        "\":"u8.CopyTo(target[length..]);
        _bytes.Advance(length + 2);
        _place = JsonPlace.Value;
    }

    /// <inheritdoc/>
    public void WriteFieldEnd()
    {
        _bytes.WriteByte((byte)'}');
        _place = JsonPlace.Field;
    }

    /// <inheritdoc/>
    public void WriteBoolField(short id, string name, bool value)
    {
        WriteFieldBegin(ThriftType.Bool, id, name);
        WriteBool(value);
        WriteFieldEnd();
    }

    /// <inheritdoc/>
    public void WriteI8Field(short id, string name, sbyte value)
    {
        WriteFieldBegin(ThriftType.I8, id, name);
        WriteI8(value);
        WriteFieldEnd();
    }

    /// <inheritdoc/>
    public void WriteI16Field(short id, string name, short value)
    {
        WriteFieldBegin(ThriftType.I16, id, name);
        WriteI16(value);
        WriteFieldEnd();
    }

    /// <inheritdoc/>
    public void WriteI32Field(short id, string name, int value)
    {
        WriteFieldBegin(ThriftType.I32, id, name);
        WriteI32(value);
        WriteFieldEnd();
    }

    /// <inheritdoc/>
    public void WriteI64Field(short id, string name, long value)
    {
        WriteFieldBegin(ThriftType.I64, id, name);
        WriteI64(value);
        WriteFieldEnd();
    }

    /// <inheritdoc/>
    public void WriteDoubleField(short id, string name, double value)
    {
        WriteFieldBegin(ThriftType.Double, id, name);
        WriteDouble(value);
        WriteFieldEnd();
    }

    /// <inheritdoc/>
    public void WriteStringField(short id, string name, string value)
    {
        WriteFieldBegin(ThriftType.String, id, name);
        WriteString(value);
        WriteFieldEnd();
    }

    /// <inheritdoc/>
    public void WriteBinaryField(short id, string name, ReadOnlySpan<byte> value)
    {
        WriteFieldBegin(ThriftType.String, id, name);
        WriteBinary(value);
        WriteFieldEnd();
    }

    /// <inheritdoc/>
    public void WriteUuidField(short id, string name, Guid value)
    {
        WriteFieldBegin(ThriftType.Uuid, id, name);
        WriteUuid(value);
        WriteFieldEnd();
    }

    /// <inheritdoc/>
    public void WriteListBegin(ThriftType element, int count)
    {
        _ = BeforeValue();
        _bytes.Write("[\""u8);
        _bytes.Write(JsonMessage.NameOf(element));
        _bytes.Write("\","u8);
        WriteDigits(count);
        Enter(JsonPlace.Element);
    }

    /// <inheritdoc/>
    public void WriteListEnd()
    {
        _bytes.WriteByte((byte)']');
        Leave();
    }

    /// <inheritdoc/>
    public void WriteSetBegin(ThriftType element, int count) => WriteListBegin(element, count);

    /// <inheritdoc/>
    public void WriteSetEnd() => WriteListEnd();

    /// <inheritdoc/>
    public void WriteMapBegin(ThriftType key, ThriftType value, int count)
    {
        _ = BeforeValue();
        _bytes.Write("[\""u8);
        _bytes.Write(JsonMessage.NameOf(key));
        _bytes.Write("\",\""u8);
        _bytes.Write(JsonMessage.NameOf(value));
        _bytes.Write("\","u8);
        WriteDigits(count);
        _bytes.Write(",{"u8);
        Enter(JsonPlace.FirstKey);
    }

    /// <inheritdoc/>
    public void WriteMapEnd()
    {
        _bytes.Write("}]"u8);
        Leave();
    }

    /// <inheritdoc/>
    public void WriteBool(bool value) => WriteInteger(value ? 1 : 0);

    /// <inheritdoc/>
    public void WriteI8(sbyte value) => WriteInteger(value);

    /// <inheritdoc/>
    public void WriteI16(short value) => WriteInteger(value);

    /// <inheritdoc/>
    public void WriteI32(int value) => WriteInteger(value);

    /// <inheritdoc/>
    public void WriteI64(long value) => WriteInteger(value);

    /// <inheritdoc/>
    public void WriteDouble(double value)
    {
        bool quoted = BeforeValue() || !double.IsFinite(value);
        Span<byte> target = _bytes.Room(MaxNumber);
        int start = quoted ? 1 : 0;
        _ = value.TryFormat(target[start..], out int length, default, CultureInfo.InvariantCulture);
        EndNumber(target, length, quoted);
    }

    /// <inheritdoc/>
    public void WriteString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _ = BeforeValue();
        WriteText(value);
    }

    /// <summary>Writes a <c>binary</c>: base64 without its padding.</summary>
    public void WriteBinary(ReadOnlySpan<byte> value)
    {
        _ = BeforeValue();
        _bytes.WriteByte((byte)'"');
        Span<byte> target = _bytes.Room(Base64.GetMaxEncodedToUtf8Length(value.Length));
        _ = Base64.EncodeToUtf8(value, target, out _, out int length);
        _bytes.Advance(target[..length].TrimEnd((byte)'=').Length);
        _bytes.WriteByte((byte)'"');
    }

    /// <inheritdoc/>
    public void WriteI16Items(ReadOnlySpan<short> values)
    {
        foreach (short value in values)
            WriteI16(value);
    }

    /// <inheritdoc/>
    public void WriteI32Items(ReadOnlySpan<int> values)
    {
        foreach (int value in values)
            WriteI32(value);
    }

    /// <inheritdoc/>
    public void WriteI64Items(ReadOnlySpan<long> values)
    {
        foreach (long value in values)
            WriteI64(value);
    }

    /// <inheritdoc/>
    public void WriteDoubleItems(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
            WriteDouble(value);
    }

    /// <inheritdoc/>
    public void WriteUuid(Guid value)
    {
        _ = BeforeValue();
        Span<byte> target = _bytes.Reserve(38);
        target[0] = (byte)'"';
        _ = Utf8Formatter.TryFormat(value, target[1..], out _);
        target[37] = (byte)'"';
    }

    private void WriteInteger(long value)
    {
        bool quoted = BeforeValue();
        Span<byte> target = _bytes.Room(MaxNumber);
        _ = Utf8Formatter.TryFormat(value, target[(quoted ? 1 : 0)..], out int length);
        EndNumber(target, length, quoted);
    }

    private void EndNumber(Span<byte> target, int length, bool quoted)
    {
        if (quoted)
        {
            target[0] = (byte)'"';
            target[++length] = (byte)'"';
            length++;
        }

        _bytes.Advance(length);
    }

    private void WriteDigits(int value)
    {
        _ = Utf8Formatter.TryFormat(value, _bytes.Room(MaxNumber), out int length);
        _bytes.Advance(length);
    }

    private void WriteText(ReadOnlySpan<char> text)
    {
        _bytes.WriteByte((byte)'"');
        while (true)
        {
            int run = text.IndexOfAny(Escaped);
            WriteRun(run < 0 ? text : text[..run]);
            if (run < 0)
                break;
            _bytes.Advance(JsonEscapes.Write(text[run], _bytes.Room(MaxNumber)));
            text = text[(run + 1)..];
        }

        _bytes.WriteByte((byte)'"');
    }

    private void WriteRun(ReadOnlySpan<char> run)
    {
        if (run.Length <= MaxUnmeasured)
            _bytes.Advance(Encoding.UTF8.GetBytes(run, _bytes.Room(run.Length * 3)));
        else
            Encoding.UTF8.GetBytes(run, _bytes.Reserve(Encoding.UTF8.GetByteCount(run)));
    }

    /// <summary>Writes what stands before the next value.</summary>
    /// <returns>Whether it is a key: numbers then have quotes.</returns>
    private bool BeforeValue()
    {
        switch (_place)
        {
            case JsonPlace.Element:
                _bytes.WriteByte((byte)',');
                return false;
            case JsonPlace.FirstKey:
                _place = JsonPlace.EntryValue;
                return true;
            case JsonPlace.Key:
                _bytes.WriteByte((byte)',');
                _place = JsonPlace.EntryValue;
                return true;
            case JsonPlace.EntryValue:
                _bytes.WriteByte((byte)':');
                _place = JsonPlace.Key;
                return false;
            default:
                return false;
        }
    }

    private void Enter(JsonPlace inside)
    {
        if (++_depth > _maxDepth)
            throw ThriftProtocolException.TooDeep(_maxDepth);
        _outer.Push((short)_place);
        _place = inside;
    }

    private void Leave()
    {
        _depth--;
        _place = (JsonPlace)_outer.Pop();
    }
}
