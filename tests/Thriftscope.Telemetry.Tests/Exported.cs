using System.Collections.ObjectModel;

namespace Thriftscope.Telemetry.Tests;

/// <summary>What an in-memory exporter has been given, safe to look at while more comes.</summary>
internal sealed class Exported<T> : Collection<T>
{
    public T[] Snapshot()
    {
        lock (Items)
            return [.. Items];
    }

    protected override void InsertItem(int index, T item)
    {
        lock (Items)
            Items.Add(item);
    }
}
