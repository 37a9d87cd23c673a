using Thriftscope.StatsD.Sending;

namespace Thriftscope.StatsD.Transport;

/// <summary>Carries packets to the daemon. Used by one thread.</summary>
internal interface ITransport : IDisposable
{
    /// <summary>The number of lines that were taken and have not gone yet.</summary>
    int Waiting { get; }

    /// <summary>Takes a packet. Answers false while it can't: then the packet is to be offered again.</summary>
    bool TrySend(Packet packet, TimeSpan patience);

    /// <summary>Hands on what it has taken. Answers false while it can't.</summary>
    bool Finish(TimeSpan patience);
}
