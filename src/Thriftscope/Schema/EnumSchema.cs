using System.Collections.Frozen;
using Thriftscope.Idl;
using Thriftscope.Wire;

namespace Thriftscope.Schema;

/// <summary>
/// An enum. Its values are plain numbers, so that a number which a newer peer has added survives; where a value is given, the
/// name of a member or a .NET enum will do.
/// </summary>
internal sealed class EnumSchema : TypeSchema<int>
{
    private readonly FrozenDictionary<string, int> _values;
    private readonly FrozenDictionary<int, string> _names;

    public EnumSchema(IdlEnum definition)
        : base(ThriftType.I32, definition.Name)
    {
        Members = [.. definition.Members.Select(m => KeyValuePair.Create(m.Name, m.Value))];
        _values = Members.ToFrozenDictionary(StringComparer.Ordinal);
        // Two names may share a number: the first one is its name.
        _names = Members.DistinctBy(m => m.Value).ToFrozenDictionary(m => m.Value, m => m.Key);
    }

    public IReadOnlyList<KeyValuePair<string, int>> Members { get; }

    public string? NameOf(int value) => _names.GetValueOrDefault(value);

    internal override int ReadValue<TReader>(ref TReader reader) => reader.ReadI32();

    internal override void WriteValue<TWriter>(ref TWriter writer, int value) => writer.WriteI32(value);

    internal override int CoerceValue(object? value)
    {
        if (value is not string name)
            return (int)Integers.Coerce(value, int.MinValue, int.MaxValue, Name);
        // "Color.RED" is how the IDL itself writes it.
        int dot = name.LastIndexOf('.');
        return _values.TryGetValue(dot < 0 ? name : name[(dot + 1)..], out int number)
            ? number
            : throw new ThriftValueException($"{Name} has no member \"{name}\"; it has {string.Join(", ", Members.Select(m => m.Key))}");
    }
}
