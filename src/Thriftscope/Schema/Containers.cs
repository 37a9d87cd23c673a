using System.Collections;
using Thriftscope.Wire;

namespace Thriftscope.Schema;

/// <summary>What lists, sets and maps have in common.</summary>
internal static class Containers
{
    /// <summary>A container whose elements have another type than the IDL says can't be read as what it should be.</summary>
    public static void CheckType(TypeSchema expected, ThriftType found, int count, long offset)
    {
        if (count > 0 && found != expected.WireType)
            throw new ThriftProtocolException(ThriftProtocolError.InvalidData, $"Expected elements of type {expected.Name}, found {found}", offset);
    }

    /// <summary>Converts the items of any sequence. A list whose items all fit is used as it is.</summary>
    public static List<T> CoerceItems<T>(TypeSchema<T> element, object? value, string name)
        where T : notnull
    {
        if (value is not IEnumerable sequence || value is string or IDictionary or byte[])
            throw ThriftValueException.WrongType(name, value);
        List<T>? given = value as List<T>;
        if (given is not null && typeof(T).IsValueType)
            return given;

        List<T> items = [];
        bool same = given is not null;
        int i = 0;
        try
        {
            foreach (object? item in sequence)
            {
                T converted = element.CoerceValue(item);
                same = same && ReferenceEquals(converted, item);
                items.Add(converted);
                i++;
            }
        }
        catch (ThriftValueException e) when (e.Within(i))
        {
        }

        return same ? given! : items;
    }
}
