namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>What the peer is in a cell; we are the other.</summary>
public enum PeerRole
{
    /// <summary>Its client calls our server.</summary>
    Client,

    /// <summary>Our client calls its server.</summary>
    Server,
}
