namespace Thriftscope.Idl.Binding;

/// <summary>Compares values by what they hold. The order of items, entries and fields counts.</summary>
internal sealed class IdlValueComparer : IEqualityComparer<IdlValue>
{
    public static readonly IdlValueComparer Instance = new();

    private IdlValueComparer()
    {
    }

    public bool Equals(IdlValue? x, IdlValue? y) => ReferenceEquals(x, y) || (x, y) switch
    {
        (IdlListValue a, IdlListValue b) => a.Items.SequenceEqual(b.Items, this),
        (IdlMapValue a, IdlMapValue b) => a.Entries.Select(e => e.Key).SequenceEqual(b.Entries.Select(e => e.Key), this) &&
            a.Entries.Select(e => e.Value).SequenceEqual(b.Entries.Select(e => e.Value), this),
        (IdlStructValue a, IdlStructValue b) => a.Fields.Select(f => f.Key).SequenceEqual(b.Fields.Select(f => f.Key)) &&
            a.Fields.Select(f => f.Value).SequenceEqual(b.Fields.Select(f => f.Value), this),
        (null, _) or (_, null) => false,
        _ => Scalar(x) is { } scalar && scalar.Equals(Scalar(y)),
    };

    public int GetHashCode(IdlValue obj) => obj switch
    {
        IdlListValue list => Combine(list.Items),
        IdlMapValue map => Combine(map.Entries.Select(e => e.Key)),
        IdlStructValue @struct => Combine(@struct.Fields.Select(f => f.Value)),
        _ => Scalar(obj)?.GetHashCode() ?? 0,
    };

    private int Combine(IEnumerable<IdlValue> parts) => parts.Aggregate(17, (hash, part) => unchecked((hash * 31) + GetHashCode(part)));

    private static object? Scalar(IdlValue value) => value switch
    {
        IdlBooleanValue boolean => boolean.Value,
        IdlIntegerValue integer => integer.Value,
        IdlDoubleValue number => BitConverter.DoubleToInt64Bits(number.Value),
        IdlStringValue text => text.Value,
        IdlUuidValue uuid => uuid.Value,
        _ => null,
    };
}
