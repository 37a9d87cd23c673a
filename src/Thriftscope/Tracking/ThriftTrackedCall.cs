using Thriftscope.Tracking;

namespace Thriftscope;

/// <summary>A call of ThriftPy's tracking that has ended, as its client or its server saw it.</summary>
public sealed class ThriftTrackedCall
{
    internal ThriftTrackedCall()
    {
    }

    /// <summary>What all calls of one request from outside have in common.</summary>
    public string RequestId { get; internal init; } = "";

    /// <summary>The method's name.</summary>
    public string Api { get; internal init; } = "";

    /// <summary>The call's place in the tree of that request's calls, such as <c>1.2.1</c>; empty if a client has sent none.</summary>
    public string Seq { get; internal init; } = "";

    /// <summary>The tracker's name of the client.</summary>
    public string? Client { get; internal init; }

    /// <summary>The tracker's name of the server.</summary>
    public string? Server { get; internal init; }

    /// <summary>Whether it had a result, or was oneway and was sent.</summary>
    public bool Status { get; internal init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset Start { get; internal init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset End { get; internal init; }

    /// <summary>What <see cref="ThriftTracking.Annotate"/> said of it where it was called; empty at the server.</summary>
    public IReadOnlyDictionary<string, object?> Annotation { get; internal init; } = TrackingState.NoAnnotation;

    /// <summary>What went with the request; at the server without the trace context.</summary>
    public IReadOnlyDictionary<string, string> Meta { get; internal init; } = TrackingState.NoMeta;

    /// <summary>At the client, what came back with the reply.</summary>
    public IReadOnlyDictionary<string, string> ResponseMeta { get; internal init; } = TrackingState.NoMeta;
}
