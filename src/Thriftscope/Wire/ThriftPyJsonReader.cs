using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Thriftscope.Schema;
using Thriftscope.Telemetry;

namespace Thriftscope.Wire;

/// <summary>
/// Reads the plain JSON of ThriftPy and thriftpy2 (their TJSONProtocol, which is not Apache's) from one complete message: four bytes
/// of length, and behind them <c>{"metadata": {…}, "payload": {…}}</c> with the fields by name. Names say nothing of types, so the reader
/// follows a schema. docs/protocols.md describes the form.
/// </summary>
/// <remarks>
/// The objects' members may come in any order, since dictionaries of older Pythons have none. What the schema does not know is
/// skipped, and so is a field that is <c>null</c>. A lone surrogate among a string's escapes is refused.
/// </remarks>
public ref struct ThriftPyJsonReader : IThriftReader
{
    // The trace context behind a request's arguments, for which no schema has a field.
    private static readonly TypeSchema ContextType = new MapSchema<string, string>(new StringSchema(), new StringSchema());

    private readonly ReadOnlySpan<byte> _message;
    private ReadBudget _budget;
    private JsonCursor _json;
    private JsonIndex? _index;
    private int _bracket;
    private StructSchema? _schema;
    private Frame[] _outer;
    private int _depth;
    private Frame _frame;

    /// <summary>Begins to read.</summary>
    /// <param name="message">The message, with its length before the JSON.</param>
    /// <param name="limits">The limits; <see langword="null"/> for the default.</param>
    public ThriftPyJsonReader(scoped in ReadOnlySequence<byte> message, ThriftLimits? limits = null)
    {
        _message = JsonCursor.InOnePiece(message);
        _budget = new ReadBudget(limits);
        _outer = [];
    }

    /// <inheritdoc/>
    public readonly long Consumed => _json.Position;

    /// <inheritdoc/>
    public readonly bool NeedsSchema => true;

    /// <inheritdoc/>
    public void UseSchema(StructSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        _schema = schema;
    }

    /// <inheritdoc/>
    public MessageHeader ReadMessageBegin()
    {
        if (!Begin() || _frame.Value == default)
            throw ThriftProtocolException.Invalid("Expected the member \"metadata\" of a message", Consumed);
        Spot payload = Here;
        Go(_frame.Value);
        MessageHeader header = ReadMetadata();
        Go(payload);
        return header;
    }

    /// <inheritdoc/>
    public readonly void ReadMessageEnd()
    {
    }

    /// <inheritdoc/>
    public void ReadStructBegin()
    {
        _ = Begin();
        BeforeValue();
        if ((_depth == 0 ? _schema : _frame.Next) is not StructSchema schema)
            throw new InvalidOperationException(_depth == 0 ? "Call UseSchema before the payload is read." : $"The schema has {_frame.Next}, and no struct, here.");
        _budget.EnterStruct(Consumed);
        _ = Open((byte)'{');
        Enter(schema, JsonPlace.FirstField);
    }

    /// <inheritdoc/>
    public void ReadStructEnd()
    {
        _json.Expect((byte)'}');
        Leave();
        EndPayload();
    }

    /// <inheritdoc/>
    public bool ReadFieldBegin(out ThriftType type, out short id)
    {
        StructSchema schema = (StructSchema)_frame.Type!;
        while (_json.Peek("a field") != '}')
        {
            if (_frame.Place == JsonPlace.Field)
                _json.Expect((byte)',');
            _frame.Place = JsonPlace.Field;
            FieldSchema? field = FindField(schema, out bool isContext);
            _json.Expect((byte)':');
            if ((field is null && !isContext) || IsNull())
            {
                SkipValue();
                continue;
            }

            _frame.Place = JsonPlace.Value;
            _frame.Next = field?.Type ?? ContextType;
            type = _frame.Next.WireType;
            id = field?.Id ?? TrailingFieldDialect.Id;
            return true;
        }

        type = ThriftType.Stop;
        id = 0;
        return false;
    }

    /// <inheritdoc/>
    public void ReadFieldEnd() => _frame.Place = JsonPlace.Field;

    /// <inheritdoc/>
    public int ReadListBegin(out ThriftType element)
    {
        BeforeValue();
        TypeSchema type = Container(_frame.Next);
        element = type.ElementType!.WireType;
        _budget.EnterContainer(Consumed);
        int count = CheckCount(Open((byte)'['));
        Enter(type, JsonPlace.FirstElement);
        _frame.Next = type.ElementType;
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
        TypeSchema type = Container(_frame.Next);
        key = type.KeyType?.WireType ?? throw new InvalidOperationException($"The schema has {type}, and no map, here.");
        value = type.ElementType!.WireType;
        _budget.EnterContainer(Consumed);
        int count = CheckCount(Open((byte)'['));
        Enter(type, JsonPlace.FirstKey);
        return count;
    }

    /// <inheritdoc/>
    public void ReadMapEnd()
    {
        if (_frame.Place == JsonPlace.Key)
            Go(_frame.End);
        _json.Expect((byte)']');
        Leave();
    }

    /// <inheritdoc/>
    public bool ReadBool()
    {
        BeforeValue();
        ReadOnlySpan<byte> word = _json.ReadWord();
        if (word.SequenceEqual("true"u8))
            return true;
        return word.SequenceEqual("false"u8)
            ? false
            : throw ThriftProtocolException.Invalid("Expected true or false", Consumed - word.Length);
    }

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

    /// <summary>Skips a value, whatever it is: the JSON itself tells.</summary>
    /// <param name="type">Not needed.</param>
    public void Skip(ThriftType type)
    {
        _ = Begin();
        BeforeValue();
        SkipValue();
        EndPayload();
    }

    private readonly Spot Here => new(_json.Position, _bracket);

    private void Go(Spot spot)
    {
        _json.Position = spot.Position;
        _bracket = spot.Bracket;
    }

    // Reads the length, checks the JSON, and goes to the payload; the metadata's place is kept in the outermost frame.
    private bool Begin()
    {
        if (_index is not null)
            return true;
        if (_message.Length < ThriftPyJson.LengthSize)
            throw ThriftProtocolException.Truncated(ThriftPyJson.LengthSize, _message.Length, 0);
        int length = ThriftPyJson.CheckLength(BinaryPrimitives.ReadUInt32BigEndian(_message), _budget.Limits);
        if (length > _message.Length - ThriftPyJson.LengthSize)
            throw ThriftProtocolException.Truncated(length, _message.Length - ThriftPyJson.LengthSize, ThriftPyJson.LengthSize);
        _json = new JsonCursor(_message[..(ThriftPyJson.LengthSize + length)], _budget.Limits) { Position = ThriftPyJson.LengthSize };
        _index = JsonIndex.Of(ref _json, ThriftPyJson.MaxBrackets(_budget.Limits), _budget.Limits);
        _json.SkipWhitespace();
        if (_json.Remaining > 0)
            throw _json.Unexpected("the end of the message");
        _json.Position = ThriftPyJson.LengthSize;

        if (_json.Peek("a JSON message") != '{')
            throw new ThriftProtocolException(ThriftProtocolError.BadVersion, "A message of ThriftPy's JSON is an object", Consumed);
        FindMembers(ThriftPyJson.Metadata, ThriftPyJson.Payload, out _frame.Value, out Spot payload);
        if (payload == default)
            throw ThriftProtocolException.Invalid("Expected the member \"payload\"", Consumed);
        Go(payload);
        return true;
    }

    // Behind the payload may stand more members of the outermost object: they have been checked.
    private void EndPayload()
    {
        if (_depth == 0)
            _json.Position += _json.Remaining;
    }

    private MessageHeader ReadMetadata()
    {
        string? name = null;
        long version = 0;
        long type = 0;
        long? sequenceId = null;
        int members = Open((byte)'{');
        for (int i = 0; i < members; i++)
        {
            if (i > 0)
                _json.Expect((byte)',');
            ReadOnlySpan<byte> member = _json.ReadRaw(out _);
            _json.Expect((byte)':');
            if (member.SequenceEqual("name"u8))
                name = _json.ReadString();
            else if (member.SequenceEqual("version"u8))
                version = _json.ReadInteger(long.MinValue, long.MaxValue, "the version");
            else if (member.SequenceEqual("ttype"u8))
                type = _json.ReadInteger(0, byte.MaxValue, "the message type");
            else if (member.SequenceEqual("seqid"u8))
                sequenceId = _json.ReadInteger(int.MinValue, int.MaxValue, "the sequence id");
            else
                SkipValue();
        }

        if (version != ThriftPyJson.Version)
            throw ThriftProtocolException.BadJsonVersion(version, Consumed);
        if (type is < (long)MessageType.Call or > (long)MessageType.Oneway)
            throw ThriftProtocolException.UnknownMessageType((byte)type, Consumed);
        return new MessageHeader(
            name ?? throw ThriftProtocolException.Invalid("Expected the member \"name\" of the metadata", Consumed),
            (MessageType)type,
            (int)(sequenceId ?? throw ThriftProtocolException.Invalid("Expected the member \"seqid\" of the metadata", Consumed)));
    }

    private FieldSchema? FindField(StructSchema schema, out bool isContext)
    {
        int start = _json.Position;
        ReadOnlySpan<byte> raw = _json.ReadRaw(out bool escaped);
        if (escaped)
        {
            // No name of the IDL needs an escape, but it may have one.
            _json.Position = start;
            isContext = false;
            return schema.FindField(_json.ReadString());
        }

        Span<char> name = stackalloc char[128];
        FieldSchema? field = raw.Length <= name.Length
            ? schema.FindField(name[..Encoding.UTF8.GetChars(raw, name)])
            : schema.FindField(Encoding.UTF8.GetString(raw));
        isContext = field is null && raw.SequenceEqual("8888"u8) && schema.FindField(TrailingFieldDialect.Id) is null;
        return field;
    }

    private bool IsNull()
    {
        if (_json.Peek("a value") != 'n')
            return false;
        Spot start = Here;
        bool isNull = _json.ReadWord().SequenceEqual("null"u8);
        Go(start);
        return isNull;
    }

    private long ReadInteger(long minimum, long maximum, string name)
    {
        BeforeValue();
        return _json.ReadInteger(minimum, maximum, name);
    }

    private void SkipValue()
    {
        switch (_json.Peek("a value"))
        {
            case (byte)'"':
                _json.SkipString();
                break;
            case (byte)'{' or (byte)'[':
                ref readonly JsonIndex.Bracket bracket = ref _index![_bracket];
                Go(new Spot(bracket.End, bracket.Next));
                break;
            default:
                _ = _json.ReadWord();
                break;
        }
    }

    private int Open(byte mark)
    {
        _json.Expect(mark);
        return _index![_bracket++].Count;
    }

    private void BeforeValue()
    {
        switch (_frame.Place)
        {
            case JsonPlace.FirstElement:
                _frame.Place = JsonPlace.Element;
                break;
            case JsonPlace.Element:
                _json.Expect((byte)',');
                break;
            case JsonPlace.FirstKey:
                EnterEntry();
                break;
            case JsonPlace.Key:
                Go(_frame.End);
                _json.Expect((byte)',');
                EnterEntry();
                break;
            case JsonPlace.EntryValue:
                Go(_frame.Value);
                _frame.Next = _frame.Type!.ElementType;
                _frame.Place = JsonPlace.Key;
                break;
            default:
                break;
        }
    }

    private void EnterEntry()
    {
        if (_json.Peek("an entry of a map") != '{')
            throw _json.Unexpected("an entry of a map");
        FindMembers("key"u8, "value"u8, out Spot key, out _frame.Value);
        if (key == default || _frame.Value == default)
            throw ThriftProtocolException.Invalid("An entry of a map has a \"key\" and a \"value\"", Consumed);
        _frame.End = Here;
        Go(key);
        _frame.Next = _frame.Type!.KeyType;
        _frame.Place = JsonPlace.EntryValue;
    }

    // Goes through an object and behind it, and remembers where the values of two members are.
    private void FindMembers(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, out Spot firstValue, out Spot secondValue)
    {
        firstValue = default;
        secondValue = default;
        int members = Open((byte)'{');
        for (int i = 0; i < members; i++)
        {
            if (i > 0)
                _json.Expect((byte)',');
            ReadOnlySpan<byte> name = _json.ReadRaw(out _);
            _json.Expect((byte)':');
            if (name.SequenceEqual(first))
                firstValue = Here;
            else if (name.SequenceEqual(second))
                secondValue = Here;
            SkipValue();
        }

        _json.Expect((byte)'}');
    }

    private static TypeSchema Container(TypeSchema? type) =>
        type is { ElementType: not null } ? type : throw new InvalidOperationException($"The schema has {type}, and no container, here.");

    private readonly int CheckCount(int count) => _budget.CheckCount(count, 1, _json.Remaining, Consumed);

    private void Enter(TypeSchema type, JsonPlace inside)
    {
        if (_depth == _outer.Length)
            Array.Resize(ref _outer, Math.Max(8, _depth * 2));
        _outer[_depth++] = _frame;
        _frame = new Frame { Type = type, Place = inside };
    }

    private void Leave()
    {
        _budget.Leave();
        _frame = _outer[--_depth];
    }

    // A place in the text, and the number of the first bracket behind it. No value stands at the place 0.
    private readonly record struct Spot(int Position, int Bracket);

    private struct Frame
    {
        // The struct or container.
        public TypeSchema? Type;

        // The type of the value that comes next.
        public TypeSchema? Next;
        public JsonPlace Place;

        // The value of a map's entry whose key comes first; in the outermost frame, the metadata.
        public Spot Value;

        // Where a map's entry ends.
        public Spot End;
    }
}
