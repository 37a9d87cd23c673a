namespace Thriftscope.ApacheThrift;

/// <summary>How a <see cref="THeaderTransport"/> writes requests, and what it reads.</summary>
public sealed class THeaderOptions
{
    /// <summary>The protocol of requests; by default binary. Replies have their request's.</summary>
    public THeaderSubprotocol Protocol { get; init; }

    /// <summary>Whether requests are compressed with zlib; by default they are not. Replies are if their request was.</summary>
    public bool UseZlib { get; init; }

    /// <summary>What may come; by default everything. A message of another kind is refused with an exception.</summary>
    public THeaderClientTypes AllowedClientTypes { get; init; } = THeaderClientTypes.All;
}
