using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift;

/// <content>The headers of the messages that come and go.</content>
public sealed partial class THeaderTransport
{
    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _persistent = new(StringComparer.OrdinalIgnoreCase);
    private Dictionary<string, string>? _ofMessage;
    private ContextCarrier? _context;

    /// <summary>
    /// The headers of the last message that has come, which are looked up without regard to case. Those of the trace context are
    /// among them. They stay as they are when the next message comes.
    /// </summary>
    public IReadOnlyDictionary<string, string> Headers => _incoming.Headers;

    /// <summary>Sets a header of the next message: of a client the next call, of a handler the reply.</summary>
    /// <remarks>Peers without THeader get none. <c>traceparent</c> is replaced in an observed call, which has its own.</remarks>
    /// <param name="key">Its name.</param>
    /// <param name="value">Its text.</param>
    public void SetHeader(string key, string value) => Set(_headers, key, value);

    /// <summary>Sets a header of every message from now on; <see cref="SetHeader"/> goes before it for a single one.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="value">Its text.</param>
    public void SetPersistentHeader(string key, string value) => Set(_persistent, key, value);

    /// <summary>Removes what <see cref="SetHeader"/> has set for the next message.</summary>
    public void ClearHeaders() => _headers.Clear();

    /// <summary>Removes what <see cref="SetPersistentHeader"/> has set.</summary>
    public void ClearPersistentHeaders() => _persistent.Clear();

    /// <summary>Sets the trace context of the message that is being written, as far as there is room for it.</summary>
    internal void SetContext(ContextCarrier context, CallInstruments instruments)
    {
        ContextHeaders.Fit(context, HeadersToWrite(), HeaderFormat.Header, instruments.Dropped);
        _context = context.Count > 0 ? context : null;
    }

    /// <summary>Finds the trace contexts in the headers of the last message.</summary>
    internal void ReadContexts(InboundContexts contexts) => ContextHeaders.Read(_incoming.Headers, HeaderPlace.Header, contexts);

    private static void Set(Dictionary<string, string> headers, string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        headers[key] = value;
    }

    private Dictionary<string, string> HeadersToWrite()
    {
        Dictionary<string, string> own = _ofMessage ?? _headers;
        if (_persistent.Count == 0)
            return own;
        if (own.Count == 0)
            return _persistent;
        Dictionary<string, string> both = new(_persistent, StringComparer.OrdinalIgnoreCase);
        foreach ((string key, string value) in own)
            both[key] = value;
        return both;
    }
}
