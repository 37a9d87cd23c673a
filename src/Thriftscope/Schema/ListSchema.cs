using System.Runtime.InteropServices;
using Thriftscope.Wire;

namespace Thriftscope.Schema;

internal sealed class ListSchema<T>(TypeSchema<T> element) : TypeSchema<List<T>>(ThriftType.List, $"list<{element.Name}>")
    where T : notnull
{
    // The most elements that hold others that memory is taken for before the first of them is there.
    private const int FirstRoom = 1024;

    private readonly bool _holdsOthers = element.WireType is ThriftType.Struct or ThriftType.List or ThriftType.Set or ThriftType.Map;

    internal override TypeSchema ElementType => element.Plain;

    internal override IEqualityComparer<List<T>> Comparer => ContentComparer<List<T>>.Instance;

    internal override List<T> ReadValue<TReader>(ref TReader reader)
    {
        int count = reader.ReadListBegin(out ThriftType type);
        Containers.CheckType(element, type, count, reader.Consumed);
        List<T> list = new(_holdsOthers ? Math.Min(count, FirstRoom) : count);
        int i = 0;
        try
        {
            while (i < count)
            {
                // Lists within lists may announce the same bytes as their elements over and over.
                if (i == list.Capacity)
                    list.Capacity = (int)Math.Min(count, list.Capacity * 2L);
                CollectionsMarshal.SetCount(list, list.Capacity);
                Span<T> items = CollectionsMarshal.AsSpan(list);
                for (; i < items.Length; i++)
                    items[i] = Elements.Read(element, ref reader);
            }
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
