namespace Thriftscope.StatsD.Transport;

/// <summary>How the daemon is reached.</summary>
internal enum StatsDProtocol
{
    Udp,
    Tcp,

    /// <summary>A unix datagram socket.</summary>
    Unix,
}
