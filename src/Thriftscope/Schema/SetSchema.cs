using Thriftscope.Wire;

namespace Thriftscope.Schema;

internal sealed class SetSchema<T>(TypeSchema<T> element) : TypeSchema<HashSet<T>>(ThriftType.Set, $"set<{element.Name}>")
    where T : notnull
{
    internal override TypeSchema ElementType => element.Plain;

    internal override IEqualityComparer<HashSet<T>> Comparer => ContentComparer<HashSet<T>>.Instance;

    internal override HashSet<T> ReadValue<TReader>(ref TReader reader)
    {
        int count = reader.ReadSetBegin(out ThriftType type);
        Containers.CheckType(element, type, count, reader.Consumed);
        HashSet<T> set = new(SeededComparer<T>.For(element, count));
        int i = 0;
        try
        {
            for (; i < count; i++)
                _ = set.Add(Elements.Read(element, ref reader));
        }
        catch (ThriftProtocolException e) when (e.Within(i))
        {
        }

        reader.ReadSetEnd();
        return set;
    }

    internal override void WriteValue<TWriter>(ref TWriter writer, HashSet<T> value)
    {
        writer.WriteSetBegin(element.WireType, value.Count);
        int i = 0;
        try
        {
            foreach (T item in value)
            {
                Elements.Write(element, ref writer, item);
                i++;
            }
        }
        catch (ThriftValueException e) when (e.Within(i))
        {
        }
        catch (ThriftProtocolException e) when (e.Within(i))
        {
        }

        writer.WriteSetEnd();
    }

    internal override HashSet<T> CoerceValue(object? value)
    {
        // Sets of value types hold what they should, and are compared as they should be.
        if (value is HashSet<T> set && typeof(T).IsValueType)
            return set;
        List<T> items = Containers.CoerceItems(element, value, Name);
        return new HashSet<T>(items, SeededComparer<T>.For(element, items.Count));
    }
}
