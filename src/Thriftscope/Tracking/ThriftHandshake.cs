using System.Net;

namespace Thriftscope;

/// <summary>What the client of a connection says of itself when it asks for ThriftPy's tracking.</summary>
public sealed class ThriftHandshake
{
    internal ThriftHandshake(EndPoint? peer)
    {
        Peer = peer;
    }

    /// <summary>The application's name; <see langword="null"/> for none.</summary>
    public string? AppId { get; set; }

    /// <summary>
    /// The version of tracking that the client knows: from 2 on replies have headers too. Servers of before there were versions get
    /// <see langword="null"/>, none. A client's default is 2.
    /// </summary>
    public int? Version { get; set; }

    /// <summary>Who is at the other end, if it has an address.</summary>
    public EndPoint? Peer { get; }
}
