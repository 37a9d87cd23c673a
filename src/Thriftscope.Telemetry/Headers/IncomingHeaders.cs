using System.Text;

namespace Thriftscope.Telemetry;

/// <summary>The headers of the messages of one connection, one message at a time, and those that the connection remembers.</summary>
internal sealed class IncomingHeaders
{
    private Dictionary<string, string> _message = [];
    private Dictionary<string, string>? _remembered;
    private long _rememberedSize;
    private long _count;

    /// <summary>Begins a message.</summary>
    /// <param name="message">Where its headers go; it compares keys without regard to case.</param>
    public void Begin(Dictionary<string, string> message)
    {
        _message = message;
        _count = 0;
    }

    /// <summary>Counts headers that are announced.</summary>
    public HeaderProblem? Announce(uint count, int offset)
    {
        _count += count;
        return _count <= HeaderLimits.MaxHeaders
            ? null
            : new(HeaderFault.TooLarge, $"{_count} headers are over the limit of {HeaderLimits.MaxHeaders}", offset);
    }

    public void Add(string key, string value) => _message[key] = value;

    /// <summary>Keeps a header for this message and all that follow on the connection.</summary>
    public HeaderProblem? Remember(string key, string value, int offset)
    {
        _remembered ??= new(_message.Comparer);
        if (_remembered.TryGetValue(key, out string? old))
            _rememberedSize -= Size(key, old);
        _rememberedSize += Size(key, value);
        _remembered[key] = value;
        return _remembered.Count <= HeaderLimits.MaxHeaders && _rememberedSize <= HeaderLimits.MaxRememberedSize
            ? null
            : new(
                HeaderFault.TooLarge,
                $"What the connection remembers is over the limit of {HeaderLimits.MaxHeaders} headers with {HeaderLimits.MaxRememberedSize} bytes",
                offset);
    }

    /// <summary>Ends a message: what the connection remembers stands behind what the message has itself.</summary>
    public void End()
    {
        if (_remembered is null)
            return;
        foreach ((string key, string value) in _remembered)
            _ = _message.TryAdd(key, value);
    }

    private static long Size(string key, string value) => (long)Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value);
}
