using System.Collections;
using Thriftscope.Wire;

namespace Thriftscope.Schema;

internal sealed class MapSchema<TKey, TValue>(TypeSchema<TKey> key, TypeSchema<TValue> value)
    : TypeSchema<Dictionary<TKey, TValue>>(ThriftType.Map, $"map<{key.Name},{value.Name}>")
    where TKey : notnull
    where TValue : notnull
{
    internal override TypeSchema KeyType => key.Plain;

    internal override TypeSchema ElementType => value.Plain;

    internal override IEqualityComparer<Dictionary<TKey, TValue>> Comparer => ContentComparer<Dictionary<TKey, TValue>>.Instance;

    internal override Dictionary<TKey, TValue> ReadValue<TReader>(ref TReader reader)
    {
        int count = reader.ReadMapBegin(out ThriftType keyType, out ThriftType valueType);
        Containers.CheckType(key, keyType, count, reader.Consumed);
        Containers.CheckType(value, valueType, count, reader.Consumed);
        Dictionary<TKey, TValue> map = new(SeededComparer<TKey>.For(key, count));
        int i = 0;
        try
        {
            for (; i < count; i++)
            {
                TKey k = Elements.Read(key, ref reader);
                map[k] = Elements.Read(value, ref reader);
            }
        }
        catch (ThriftProtocolException e) when (e.Within(i))
        {
        }

        reader.ReadMapEnd();
        return map;
    }

    internal override void WriteValue<TWriter>(ref TWriter writer, Dictionary<TKey, TValue> map)
    {
        writer.WriteMapBegin(key.WireType, value.WireType, map.Count);
        int i = 0;
        try
        {
            foreach ((TKey k, TValue v) in map)
            {
                Elements.Write(key, ref writer, k);
                Elements.Write(value, ref writer, v);
                i++;
            }
        }
        catch (ThriftValueException e) when (e.Within(i))
        {
        }
        catch (ThriftProtocolException e) when (e.Within(i))
        {
        }

        writer.WriteMapEnd();
    }

    internal override Dictionary<TKey, TValue> CoerceValue(object? given)
    {
        if (given is Dictionary<TKey, TValue> same && typeof(TValue).IsValueType && (typeof(TKey).IsValueType || typeof(TKey) == typeof(string)))
            return same;
        Dictionary<TKey, TValue> map = new(SeededComparer<TKey>.For(key, (given as ICollection)?.Count ?? int.MaxValue));
        foreach ((object k, object? v) in Entries(given))
        {
            try
            {
                map[key.CoerceValue(k)] = value.CoerceValue(v);
            }
            catch (ThriftValueException e) when (e.Within($"[{k}]"))
            {
            }
        }

        return map;
    }

    private IEnumerable<(object Key, object? Value)> Entries(object? given)
    {
        switch (given)
        {
            case IDictionary dictionary:
                foreach (DictionaryEntry entry in dictionary)
                    yield return (entry.Key, entry.Value);
                break;
            case IEnumerable<KeyValuePair<TKey, TValue>> pairs:
                foreach ((TKey k, TValue v) in pairs)
                    yield return (k, v);
                break;
            case IEnumerable<KeyValuePair<object, object>> pairs:
                foreach ((object k, object v) in pairs)
                    yield return (k, v);
                break;
            case IEnumerable<KeyValuePair<string, object?>> pairs:
                foreach ((string k, object? v) in pairs)
                    yield return (k, v);
                break;
            default:
                throw ThriftValueException.WrongType(Name, given);
        }
    }
}
