using Thriftscope.Tracking;

namespace Thriftscope;

/// <summary>
/// What ThriftPy's tracking knows of the request that is handled where the program is, and what goes with the calls that are made there. It
/// flows with <c>async</c> code, into tasks too. All of it travels only on connections whose two ends have agreed on tracking.
/// </summary>
public static class ThriftTracking
{
    /// <summary>What all calls of one request from outside have in common; <see langword="null"/> where no tracked request is handled.</summary>
    public static string? RequestId => TrackingState.Current?.RequestId;

    /// <summary>
    /// The request's place in the tree of these calls, such as <c>1.2.1</c>; <see langword="null"/> where no tracked request is handled.
    /// </summary>
    public static string? Seq => TrackingState.Current?.Seq;

    /// <summary>
    /// What goes with the calls that are made here: what came with the request, and what <see cref="AddMeta(string, string)"/> has added. The
    /// trace context is not in it: each call gets its own.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Meta => TrackingState.Current switch
    {
        null => TrackingState.NoMeta,
        { Added.Count: 0 } state => state.Received,
        var state => Merged(state.Received, state.Added),
    };

    /// <summary>What <see cref="Annotate"/> has said of the calls that are made here.</summary>
    public static IReadOnlyDictionary<string, object?> Annotation => TrackingState.Current?.Annotation ?? TrackingState.NoAnnotation;

    /// <summary>
    /// Adds to <see cref="Meta"/>: it goes down the whole tree of calls. What a request with all that goes before it has no room for, over 100
    /// entries or 8192 characters, is left out, and counted as <c>thrift.context.dropped</c>.
    /// </summary>
    /// <param name="key">
    /// The key; what came with the request under the same one is hidden. A key of a trace context, such as <c>traceparent</c>, is not sent.
    /// </param>
    /// <param name="value">The value.</param>
    /// <returns>Takes it back when it is disposed.</returns>
    public static IDisposable AddMeta(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        return new TrackingScope(state => state with { Added = With(state.Added, key, value) });
    }

    /// <summary>
    /// Says something of the calls that are made here. It is for the tracker's <see cref="ThriftTracker.Record"/>, and does not go over the wire.
    /// </summary>
    /// <param name="key">The key; what was said under the same one is hidden.</param>
    /// <param name="value">The value.</param>
    /// <returns>Takes it back when it is disposed.</returns>
    public static IDisposable Annotate(string key, object? value)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new TrackingScope(state => state with { Annotation = With(state.Annotation, key, value) });
    }

    /// <summary>Numbers the calls that are made here anew.</summary>
    /// <param name="start">The number before the first one's.</param>
    /// <returns>Goes on with the old numbers when it is disposed.</returns>
    public static IDisposable Counter(int start = 0)
    {
        TrackingCounter counter = new(start);
        return new TrackingScope(state => state with { Calls = counter });
    }

    /// <summary>
    /// In a handler: adds to what goes back with the reply, to the caller and no further. It goes nowhere when the client's version of tracking
    /// is below 2, when the call is oneway, and where no tracked request is handled. What is over 100 entries or 8192 characters in all is left out.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value; the last one counts.</param>
    public static void AddResponseMeta(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        TrackingState.Current?.Response?.Add(key, value);
    }

    private static Dictionary<string, T> With<T>(IReadOnlyDictionary<string, T> entries, string key, T value) =>
        new(entries, StringComparer.Ordinal) { [key] = value };

    private static Dictionary<string, string> Merged(IReadOnlyDictionary<string, string> entries, IReadOnlyDictionary<string, string> over)
    {
        Dictionary<string, string> merged = new(entries, StringComparer.Ordinal);
        foreach ((string key, string value) in over)
            merged[key] = value;
        return merged;
    }
}
