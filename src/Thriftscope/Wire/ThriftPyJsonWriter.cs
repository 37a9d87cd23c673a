using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Thriftscope.Wire;

/// <summary>
/// Writes the plain JSON of ThriftPy and thriftpy2 (their TJSONProtocol, which is not Apache's) as Python writes it: four bytes of
/// length, and behind them <c>{"metadata": {…}, "payload": {…}}</c> with the fields by name. docs/protocols.md describes the form.
/// </summary>
/// <remarks>
/// The length is known at the end, and so the output gets the message when it is complete and <see cref="Flush"/> is called. A struct
/// that stands alone is a message without a name.
/// </remarks>
public ref struct ThriftPyJsonWriter : IThriftWriter
{
    // What Python writes as it is; all else becomes an escape.
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).Except(['"', '\\'])]);

    private readonly IBufferWriter<byte> _output;
    private readonly int _maxDepth;
    private MessageBuffer? _buffer;
    private OutputCursor _bytes;
    private StateStack _outer;
    private JsonPlace _place;
    private int _depth;
    private int _start;
    private bool _isMessage;
    private bool _isComplete;

    /// <summary>Begins to write.</summary>
    /// <param name="output">Where the bytes go.</param>
    /// <param name="limits">Of these only <see cref="ThriftLimits.MaxDepth"/> concerns a writer: it ends endless nesting.</param>
    public ThriftPyJsonWriter(IBufferWriter<byte> output, ThriftLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        _output = output;
        _maxDepth = (limits ?? ThriftLimits.Default).MaxDepth;
    }

    /// <summary>Hands the message to the output, when it is complete.</summary>
    public void Flush()
    {
        if (_buffer is null || !_isComplete)
            return;
        if (!ReferenceEquals(_buffer, _output))
        {
            _output.Write(_buffer.Written.Span);
            _buffer.Dispose();
        }

        _buffer = null;
    }

    /// <inheritdoc/>
    public void WriteMessageBegin(in MessageHeader header)
    {
        _isMessage = true;
        Begin();
        _bytes.Write(", \"name\": "u8);
        WriteText(header.Name);
        _bytes.Write(", \"ttype\": "u8);
        WriteDigits((int)header.Type);
        _bytes.Write(", \"seqid\": "u8);
        WriteDigits(header.SequenceId);
        _bytes.Write("}, \"payload\": "u8);
    }

    /// <inheritdoc/>
    public void WriteMessageEnd()
    {
        End();
        _isMessage = false;
    }

    /// <inheritdoc/>
    public void WriteStructBegin()
    {
        if (_depth == 0 && !_isMessage)
        {
            Begin();
            _bytes.Write("}, \"payload\": "u8);
        }

        BeforeValue();
        _bytes.WriteByte((byte)'{');
        Enter(JsonPlace.FirstField);
    }

    /// <inheritdoc/>
    public void WriteStructEnd()
    {
        _bytes.WriteByte((byte)'}');
        Leave();
        if (_depth == 0 && !_isMessage)
            End();
    }

    /// <summary>Begins a field by its name; without one, by its id.</summary>
    public void WriteFieldBegin(ThriftType type, short id, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_place == JsonPlace.Field)
            _bytes.Write(", "u8);
        if (name.Length > 0)
        {
            WriteText(name);
        }
        else
        {
            _bytes.WriteByte((byte)'"');
            WriteDigits(id);
            _bytes.WriteByte((byte)'"');
        }

        _bytes.Write(": "u8);
        _place = JsonPlace.Value;
    }

    /// <inheritdoc/>
    public void WriteFieldEnd() => _place = JsonPlace.Field;

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
        BeforeValue();
        _bytes.WriteByte((byte)'[');
        Enter(JsonPlace.FirstElement);
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
        BeforeValue();
        _bytes.WriteByte((byte)'[');
        Enter(JsonPlace.FirstKey);
    }

    /// <inheritdoc/>
    public void WriteMapEnd()
    {
        if (_place == JsonPlace.Key)
            _bytes.WriteByte((byte)'}');
        _bytes.WriteByte((byte)']');
        Leave();
    }

    /// <inheritdoc/>
    public void WriteBool(bool value)
    {
        BeforeValue();
        _bytes.Write(value ? "true"u8 : "false"u8);
    }

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
        BeforeValue();
        _bytes.Advance(PythonDouble.Write(value, _bytes.Room(PythonDouble.MaxLength)));
    }

    /// <inheritdoc/>
    public void WriteString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        BeforeValue();
        WriteText(value);
    }

    /// <summary>Writes a <c>binary</c>: base64.</summary>
    public void WriteBinary(ReadOnlySpan<byte> value)
    {
        BeforeValue();
        _bytes.WriteByte((byte)'"');
        _ = Base64.EncodeToUtf8(value, _bytes.Room(Base64.GetMaxEncodedToUtf8Length(value.Length)), out _, out int length);
        _bytes.Advance(length);
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
        BeforeValue();
        Span<byte> target = _bytes.Reserve(38);
        target[0] = (byte)'"';
        _ = Utf8Formatter.TryFormat(value, target[1..], out _);
        target[37] = (byte)'"';
    }

    private void Begin()
    {
        // Our own buffers lie in one piece, and the length can be written into them.
        _buffer ??= _output as MessageBuffer ?? new MessageBuffer();
        _isComplete = false;
        _start = _buffer.BeginFrame();
        _bytes = new OutputCursor(_buffer);
        _bytes.Write("{\"metadata\": {\"version\": 1"u8);
    }

    private void End()
    {
        _bytes.WriteByte((byte)'}');
        _bytes.Flush();
        _buffer!.EndFrame(_start);
        _isComplete = true;
    }

    private void WriteInteger(long value)
    {
        BeforeValue();
        WriteDigits(value);
    }

    private void WriteDigits(long value)
    {
        _ = Utf8Formatter.TryFormat(value, _bytes.Room(20), out int length);
        _bytes.Advance(length);
    }

    private void WriteText(ReadOnlySpan<char> text)
    {
        _bytes.WriteByte((byte)'"');
        while (true)
        {
            int run = text.IndexOfAnyExcept(Plain);
            ReadOnlySpan<char> plain = run < 0 ? text : text[..run];
            Encoding.ASCII.GetBytes(plain, _bytes.Reserve(plain.Length));
            if (run < 0)
                break;
            // Half a character is no text: it becomes what UTF-8 makes of it.
            int units = Rune.DecodeFromUtf16(text[run..], out Rune rune, out int taken) == OperationStatus.Done ? taken : 0;
            if (units == 0)
                WriteEscape((char)Rune.ReplacementChar.Value);
            for (int i = 0; i < units; i++)
                WriteEscape(text[run + i]);
            text = text[(run + taken)..];
        }

        _bytes.WriteByte((byte)'"');
    }

    private void WriteEscape(char character) => _bytes.Advance(JsonEscapes.Write(character, _bytes.Room(6)));

    private void BeforeValue()
    {
        switch (_place)
        {
            case JsonPlace.FirstElement:
                _place = JsonPlace.Element;
                break;
            case JsonPlace.Element:
                _bytes.Write(", "u8);
                break;
            case JsonPlace.FirstKey:
                _bytes.Write("{\"key\": "u8);
                _place = JsonPlace.EntryValue;
                break;
            case JsonPlace.Key:
                _bytes.Write("}, {\"key\": "u8);
                _place = JsonPlace.EntryValue;
                break;
            case JsonPlace.EntryValue:
                _bytes.Write(", \"value\": "u8);
                _place = JsonPlace.Key;
                break;
            default:
                break;
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
