namespace Thriftscope.Interop.Tests;

/// <summary>Every peer in every transport: the data of most tests.</summary>
internal static class PeerMatrix
{
    public static readonly PeerKind[] All = [PeerKind.ThriftPy, PeerKind.ApachePython];
    public static readonly string[] Transports = ["unframed", "framed"];
}
