using System.Runtime.InteropServices;
using Thriftscope.Wire;

namespace Thriftscope.Schema;

internal sealed class ListSchema<T>(TypeSchema<T> element) : TypeSchema<List<T>>(ThriftType.List, $"list<{element.Name}>")
    where T : notnull
{
    internal override TypeSchema ElementType => element;

    internal override IEqualityComparer<List<T>> Comparer => ContentComparer<List<T>>.Instance;

    internal override List<T> ReadValue<TReader>(ref TReader reader)
    {
        int count = reader.ReadListBegin(out ThriftType type);
        Containers.CheckType(element, type, count, reader.Consumed);
        List<T> list = new(count);
        CollectionsMarshal.SetCount(list, count);
        Span<T> items = CollectionsMarshal.AsSpan(list);
        int i = 0;
        try
        {
            for (; i < items.Length; i++)
                items[i] = Elements.Read(element, ref reader);
        }
        catch (ThriftProtocolException e) when (e.Within(i))
        {
        }

        reader.ReadListEnd();
        return list;
    }

    internal override void WriteValue<TWriter>(ref TWriter writer, List<T> value)
    {
        ReadOnlySpan<T> items = CollectionsMarshal.AsSpan(value);
        writer.WriteListBegin(element.WireType, items.Length);
        int i = 0;
        try
        {
            for (; i < items.Length; i++)
                Elements.Write(element, ref writer, items[i]);
        }
        catch (ThriftValueException e) when (e.Within(i))
        {
        }
        catch (ThriftProtocolException e) when (e.Within(i))
        {
        }

        writer.WriteListEnd();
    }

    internal override List<T> CoerceValue(object? value) => Containers.CoerceItems(element, value, Name);
}
