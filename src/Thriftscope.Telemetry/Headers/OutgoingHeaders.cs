namespace Thriftscope.Telemetry;

/// <summary>What goes into one header block: the user's headers, and the trace context, which stands in place of the user's with its keys.</summary>
/// <param name="user">The user's; a dictionary that compares keys without regard to case.</param>
/// <param name="context">The trace context.</param>
/// <param name="prefix">What stands before the keys of the context.</param>
internal readonly struct OutgoingHeaders(Dictionary<string, string>? user, ContextCarrier? context, string prefix)
{
    private static readonly string[] CommonKeys = ["traceparent", "tracestate", "baggage"];
    private static readonly string[] TransitKeys = [.. CommonKeys.Select(k => TTHeaderBlock.TransitPrefix + k)];

    private readonly Dictionary<string, string>? _user = user;
    private readonly ContextCarrier? _context = context;
    private readonly string _prefix = prefix;

    /// <summary>How many there are.</summary>
    public int Count { get; } = (user?.Count ?? 0) + (context?.Count ?? 0) - Replaced(user, context, prefix);

    public Enumerator GetEnumerator() => new(this);

    private static int Replaced(Dictionary<string, string>? user, ContextCarrier? context, string prefix)
    {
        int replaced = 0;
        for (int i = 0; user is { Count: > 0 } && i < context?.Count; i++)
            replaced += user.ContainsKey(KeyOf(prefix, context.Entries[i].Key)) ? 1 : 0;
        return replaced;
    }

    private bool IsReplaced(string key)
    {
        for (int i = 0; i < _context?.Count; i++)
        {
            if (string.Equals(KeyOf(_prefix, _context.Entries[i].Key), key, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    // The keys that are written at each call are not made anew for it.
    private static string KeyOf(string prefix, string key)
    {
        if (prefix.Length == 0)
            return key;
        int index = prefix == TTHeaderBlock.TransitPrefix ? Array.IndexOf(CommonKeys, key) : -1;
        return index >= 0 ? TransitKeys[index] : prefix + key;
    }

    /// <summary>Goes through the user's headers and then the context.</summary>
    internal struct Enumerator(OutgoingHeaders headers)
    {
        private Dictionary<string, string>.Enumerator _user = (headers._user ?? Empty).GetEnumerator();
        private int _next;

        public KeyValuePair<string, string> Current { get; private set; }

        private static Dictionary<string, string> Empty { get; } = [];

        public bool MoveNext()
        {
            while (_user.MoveNext())
            {
                Current = _user.Current;
                if (!headers.IsReplaced(Current.Key))
                    return true;
            }

            if (headers._context is null || _next == headers._context.Count)
                return false;
            (string key, string value) = headers._context.Entries[_next++];
            Current = new(KeyOf(headers._prefix, key), value);
            return true;
        }
    }
}
