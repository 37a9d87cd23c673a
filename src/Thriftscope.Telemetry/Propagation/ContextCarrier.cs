namespace Thriftscope.Telemetry;

/// <summary>The keys and values of a trace context, on their way to or from the wire.</summary>
internal sealed class ContextCarrier
{
    [ThreadStatic]
    private static ContextCarrier? _shared;

    // Most requests come without a context.
    private List<KeyValuePair<string, string>>? _entries;

    /// <summary>Where it is written; <see langword="null"/> for where the transport has it.</summary>
    public ContextPlaces? Places { get; set; }

    public int Count => _entries?.Count ?? 0;

    public IReadOnlyList<KeyValuePair<string, string>> Entries => _entries ?? (IReadOnlyList<KeyValuePair<string, string>>)[];

    /// <summary>An empty carrier for what is injected and encoded in one go: it is the same one at each call on a thread.</summary>
    public static ContextCarrier ForThisThread()
    {
        ContextCarrier carrier = _shared ??= new ContextCarrier();
        carrier.Clear();
        return carrier;
    }

    public void Set(string key, string value)
    {
        Remove(key);
        (_entries ??= []).Add(new(key, value));
    }

    /// <summary>Looks a key up without regard to case, as HTTP's and Thrift's headers are.</summary>
    public string? Get(string key)
    {
        if (_entries is null)
            return null;
        foreach ((string name, string value) in _entries)
        {
            if (string.Equals(name, key, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        return null;
    }

    public bool Remove(string key)
    {
        for (int i = 0; i < Count; i++)
        {
            if (string.Equals(_entries![i].Key, key, StringComparison.OrdinalIgnoreCase))
            {
                _entries.RemoveAt(i);
                return true;
            }
        }

        return false;
    }

    public void Clear()
    {
        _entries?.Clear();
        Places = null;
    }
}

/// <summary>Where a context is written.</summary>
[Flags]
internal enum ContextPlaces
{
    /// <summary>In the headers around the message.</summary>
    Headers = 1,

    /// <summary>In field 8888 of the arguments.</summary>
    Field = 2,
}
