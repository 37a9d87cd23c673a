using Thriftscope.Sessions;

namespace Thriftscope.Tracking;

/// <summary>What tracking knows where the program is: of the request that is handled there, and of what the program has added itself.</summary>
internal sealed record TrackingState
{
    public static readonly IReadOnlyDictionary<string, string> NoMeta = new Dictionary<string, string>();
    public static readonly IReadOnlyDictionary<string, object?> NoAnnotation = new Dictionary<string, object?>();
    private static readonly AsyncLocal<TrackingState?> Ambient = new();

    public static TrackingState? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>Of the request that is handled; <see langword="null"/> outside one.</summary>
    public string? RequestId { get; init; }

    public string? Seq { get; init; }

    /// <summary>What came with the request, and goes on with the calls that are made for it.</summary>
    public IReadOnlyDictionary<string, string> Received { get; init; } = NoMeta;

    /// <summary>What the program has added to that.</summary>
    public IReadOnlyDictionary<string, string> Added { get; init; } = NoMeta;

    public IReadOnlyDictionary<string, object?> Annotation { get; init; } = NoAnnotation;

    /// <summary>Numbers the calls that are made here; <see langword="null"/> where each client numbers its own.</summary>
    public TrackingCounter? Calls { get; init; }

    /// <summary>What goes back with the reply; <see langword="null"/> where none can.</summary>
    public ThriftPyResponseHeader? Response { get; init; }

    /// <summary>The state in which a request is handled.</summary>
    public static TrackingState Handling(ThriftPyRequestHeader header, ThriftTracker? tracker) => new()
    {
        RequestId = header.RequestId ?? ThriftTracker.RequestIdOf(tracker),
        Seq = header.Seq,
        Received = header.Meta,
        Calls = new TrackingCounter(),
        Response = header.Response,
    };
}
