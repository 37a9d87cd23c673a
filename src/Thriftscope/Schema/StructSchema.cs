using System.Collections.Frozen;
using Thriftscope.Idl;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.Schema;

/// <summary>A struct, union or exception of the IDL, or the arguments or the result of a method.</summary>
public sealed class StructSchema : TypeSchema<ThriftStruct>
{
    // Field ids are nearly always small: those are looked up in an array.
    private const int MaxDirectId = 255;

    private FieldSchema[] _fields = [];
    private FieldSchema?[] _byId = [];
    private FrozenDictionary<short, FieldSchema> _byOtherId = FrozenDictionary<short, FieldSchema>.Empty;
    private FrozenDictionary<string, FieldSchema> _byName = FrozenDictionary<string, FieldSchema>.Empty;
    private bool _hasRequired;
    private FieldSchema? _contextField;

    internal StructSchema(string name, IdlStructKind kind)
        : base(ThriftType.Struct, name) => Kind = kind;

    /// <summary>Struct, union or exception.</summary>
    public IdlStructKind Kind { get; }

    /// <summary>The fields, in the order of the IDL.</summary>
    public IReadOnlyList<FieldSchema> Fields => _fields;

    internal bool HasDefaults { get; private set; }

    /// <summary>The field of that name, or <see langword="null"/>.</summary>
    public FieldSchema? FindField(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The field of that id, or <see langword="null"/>.</summary>
    public FieldSchema? FindField(short id) =>
        (uint)id < (uint)_byId.Length ? _byId[id] : _byOtherId.GetValueOrDefault(id);

    /// <summary>The field of a name that stands in a message.</summary>
    internal FieldSchema? FindField(ReadOnlySpan<char> name) =>
        _byName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out FieldSchema? field) ? field : null;

    internal void SetFields(IEnumerable<FieldSchema> fields)
    {
        _fields = [.. fields];
        _byName = _fields.ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);
        _byOtherId = _fields.Where(f => f.Id is < 0 or > MaxDirectId).ToFrozenDictionary(f => f.Id);
        FieldSchema[] direct = [.. _fields.Where(f => f.Id is >= 0 and <= MaxDirectId)];
        _byId = new FieldSchema?[direct.Length == 0 ? 0 : direct.Max(f => f.Id) + 1];
        foreach (FieldSchema field in direct)
            _byId[field.Id] = field;
        _hasRequired = _fields.Any(f => f.Requiredness == IdlRequiredness.Required);
        HasDefaults = _fields.Any(f => f.HasDefault);
        _contextField = FindField(TrailingFieldDialect.Id);
    }

    internal FieldSchema FieldOrThrow(string name) => FindField(name) ?? throw NoField(name);

    internal ThriftValueException NoField(string name) =>
        new($"{Name} has no field \"{name}\"; it has {(_fields.Length == 0 ? "none" : string.Join(", ", _fields.Select(f => f.Name)))}");

    internal override ThriftStruct ReadValue<TReader>(ref TReader reader) => Read(ref reader, contexts: null);

    internal override void WriteValue<TWriter>(ref TWriter writer, ThriftStruct value) => Write(ref writer, value, context: null);

    internal override ThriftStruct CoerceValue(object? value) => ObjectMapper.ToStruct(this, value);

    /// <summary>Reads a struct. The trace contexts of a request's arguments, which only those have, go where they are collected.</summary>
    internal ThriftStruct Read<TReader>(ref TReader reader, InboundContexts? contexts)
        where TReader : IThriftReader, allows ref struct
    {
        // A union's default is only what it holds before anything is read.
        ThriftStruct value = new(this, withDefaults: Kind != IdlStructKind.Union);
        Slot[] slots = value.Slots;
        FieldSchema? current = null;
        try
        {
            if (reader.NeedsSchema)
                reader.UseSchema(this);
            reader.ReadStructBegin();
            while (reader.ReadFieldBegin(out ThriftType type, out short id))
            {
                current = FindField(id);
                if (current is not null && current.WireType == type)
                    ReadField(ref reader, current, ref slots[current.Index]);
                else if (contexts is null)
                    ContextFields.Skip(ref reader, type, id);
                else
                    ContextFields.Skip(ref reader, type, id, contexts);
                reader.ReadFieldEnd();
                current = null;
            }

            reader.ReadStructEnd();
        }
        catch (ThriftProtocolException e) when (current is not null && e.Within(current.Name))
        {
        }

        if (_hasRequired)
            CheckRequired(value, reader.Consumed);
        if (contexts is not null && _contextField is not null)
        {
            ref Slot own = ref slots[_contextField.Index];
            if (own.Reference is Dictionary<string, string> entries && ContextFields.TryTake(entries, contexts))
                own = default;
        }

        return value;
    }

    /// <summary>Writes a struct, and behind its last field a trace context.</summary>
    internal void Write<TWriter>(ref TWriter writer, ThriftStruct value, ContextCarrier? context)
        where TWriter : IThriftWriter, allows ref struct
    {
        if (!ReferenceEquals(value.Schema, this))
            throw ThriftValueException.WrongType(Name, value);
        CheckUnion(value);
        Slot[] slots = value.Slots;
        FieldSchema? current = null;
        try
        {
            writer.WriteStructBegin();
            foreach (FieldSchema field in _fields)
            {
                current = field;
                ref Slot slot = ref slots[field.Index];
                if (slot.IsSet)
                {
                    writer.WriteFieldBegin(field.WireType, field.Id, field.Name);
                    WriteField(ref writer, field, ref slot);
                    writer.WriteFieldEnd();
                }
                else if (field.Requiredness == IdlRequiredness.Required)
                {
                    throw new ThriftValueException("a required field needs a value");
                }
            }
        }
        catch (ThriftValueException e) when (e.Within(current!.Name))
        {
        }
        catch (ThriftProtocolException e) when (current is not null && e.Within(current.Name))
        {
        }

        // A method that has a field 8888 of its own keeps it.
        if (_contextField is null)
            ContextFields.Write(ref writer, context);
        writer.WriteStructEnd();
    }

    private static void ReadField<TReader>(ref TReader reader, FieldSchema field, ref Slot slot)
        where TReader : IThriftReader, allows ref struct
    {
        switch (field.Kind)
        {
            case SlotKind.Bool:
                slot.SetBits(reader.ReadBool() ? 1 : 0);
                break;
            case SlotKind.I8:
                slot.SetBits(reader.ReadI8());
                break;
            case SlotKind.I16:
                slot.SetBits(reader.ReadI16());
                break;
            case SlotKind.I32:
                slot.SetBits(reader.ReadI32());
                break;
            case SlotKind.I64:
                slot.SetBits(reader.ReadI64());
                break;
            case SlotKind.Double:
                slot.SetBits(BitConverter.DoubleToInt64Bits(reader.ReadDouble()));
                break;
            case SlotKind.String:
                slot.Reference = reader.ReadString();
                break;
            case SlotKind.Struct:
                slot.Reference = ((StructSchema)field.Type).Read(ref reader, contexts: null);
                break;
            default:
                slot.Reference = field.Type.Read(ref reader);
                break;
        }
    }

    private static void WriteField<TWriter>(ref TWriter writer, FieldSchema field, ref Slot slot)
        where TWriter : IThriftWriter, allows ref struct
    {
        switch (field.Kind)
        {
            case SlotKind.Bool:
                writer.WriteBool(slot.Bits != 0);
                break;
            case SlotKind.I8:
                writer.WriteI8((sbyte)slot.Bits);
                break;
            case SlotKind.I16:
                writer.WriteI16((short)slot.Bits);
                break;
            case SlotKind.I32:
                writer.WriteI32((int)slot.Bits);
                break;
            case SlotKind.I64:
                writer.WriteI64(slot.Bits);
                break;
            case SlotKind.Double:
                writer.WriteDouble(BitConverter.Int64BitsToDouble(slot.Bits));
                break;
            case SlotKind.String:
                writer.WriteString((string)slot.Reference!);
                break;
            case SlotKind.Struct:
                ((StructSchema)field.Type).Write(ref writer, (ThriftStruct)slot.Reference!, context: null);
                break;
            default:
                field.Type.Write(ref writer, slot.Reference!);
                break;
        }
    }

    private void CheckRequired(ThriftStruct value, long offset)
    {
        foreach (FieldSchema field in _fields)
        {
            if (field.Requiredness == IdlRequiredness.Required && !value.Slots[field.Index].IsSet)
            {
                ThriftProtocolException missing = new(ThriftProtocolError.MissingField, $"{Name} came without its required field", offset);
                _ = missing.Within(field.Name);
                throw missing;
            }
        }
    }

    private void CheckUnion(ThriftStruct value)
    {
        if (Kind != IdlStructKind.Union)
            return;
        int set = value.Slots.Count(s => s.IsSet);
        if (set != 1)
            throw new ThriftValueException($"the union {Name} needs one field with a value, and has {set}");
    }
}
