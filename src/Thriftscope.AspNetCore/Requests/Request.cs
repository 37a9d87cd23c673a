using System.Diagnostics;
using Thriftscope.AspNetCore.Handlers;
using Thriftscope.Sessions;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Requests;

/// <summary>A decoded request: nothing of it lies in the connection's buffer any more.</summary>
internal sealed class Request
{
    private RareParts? _rare;

    public required MessageHeader Header { get; init; }

    /// <summary>How the request lay on the wire; its reply goes out the same way.</summary>
    public required WireFormat Format { get; init; }

    /// <summary>The headers that came with it; <see langword="null"/> where the transport has none.</summary>
    public ThriftHeaders? Headers { get; set; }

    /// <summary>The number of its frame, on the transports that count frames; the reply repeats it.</summary>
    public int? FrameSequenceId { get; init; }

    /// <summary>The service's name on the wire, or that of the only service.</summary>
    public required string ServiceName { get; init; }

    /// <summary>The method's name without the service's.</summary>
    public required string MethodName { get; init; }

    public ThriftServiceBinding? Service { get; init; }

    public BoundMethod? Method { get; init; }

    public IMessageBody? Arguments { get; set; }

    /// <summary>The span that is already there for the request, as ASP.NET Core's is; else the parent comes from <see cref="Contexts"/>.</summary>
    public ActivityContext Parent { get; set; }

    /// <summary>The trace contexts that came with the request.</summary>
    public InboundContexts Contexts { get; } = new();

    /// <summary>What stood before it, on a connection that has agreed on that.</summary>
    public SessionHeader? Session
    {
        get => _rare?.Session;
        set => Rare.Session = value;
    }

    /// <summary>What it asks of the connection, where it is no call of a user's.</summary>
    public SessionProbe? Probe
    {
        get => _rare?.Probe;
        set => Rare.Probe = value;
    }

    /// <summary>The answer to <see cref="Probe"/>; <see langword="null"/> where it is not granted.</summary>
    public IMessageBody? ProbeAnswer
    {
        get => _rare?.ProbeAnswer;
        set => Rare.ProbeAnswer = value;
    }

    /// <summary>Why the arguments could not be read.</summary>
    public ThriftProtocolException? Problem
    {
        get => _rare?.Problem;
        set => Rare.Problem = value;
    }

    /// <summary>The bytes of the request on the wire.</summary>
    public required long Size { get; init; }

    public RequestTimes Times { get; set; }

    /// <summary>Whether the caller waits for an answer.</summary>
    public bool WantsReply => Header.Type != MessageType.Oneway && Method is not { IsOneway: true };

    private RareParts Rare => _rare ??= new RareParts();

    // What hardly any request has takes no room in the others.
    private sealed class RareParts
    {
        public SessionHeader? Session { get; set; }

        public SessionProbe? Probe { get; set; }

        public IMessageBody? ProbeAnswer { get; set; }

        public ThriftProtocolException? Problem { get; set; }
    }
}
