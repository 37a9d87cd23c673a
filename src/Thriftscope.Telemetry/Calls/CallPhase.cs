namespace Thriftscope.Telemetry;

/// <summary>
/// The parts of a call, for both sides. They do not overlap, and add up to the span.
/// </summary>
internal enum CallPhase
{
    // Client.
    Connect,
    Wait,
    Receive,

    // Server.
    Read,
    Queue,
    Handle,

    // Both.
    Serialize,
    Send,
    Deserialize,
}

/// <summary>The names of the phases.</summary>
internal static class CallPhases
{
    public const int Count = (int)CallPhase.Deserialize + 1;

    public static readonly string[] Names = [.. Enum.GetNames<CallPhase>().Select(n => n.ToLowerInvariant())];

    public static readonly string[] AttributeNames = [.. Names.Select(n => SemanticConventions.ThriftPhasePrefix + n)];

    // In the order in which a call goes through them, which is the order of the span's attributes.
    public static readonly CallPhase[] ClientOrder =
        [CallPhase.Connect, CallPhase.Serialize, CallPhase.Send, CallPhase.Wait, CallPhase.Receive, CallPhase.Deserialize];

    public static readonly CallPhase[] ServerOrder =
        [CallPhase.Read, CallPhase.Deserialize, CallPhase.Queue, CallPhase.Handle, CallPhase.Serialize, CallPhase.Send];
}
