using System.Net;
using System.Net.Sockets;

namespace Thriftscope.Backends.Tests;

internal static class Ports
{
    /// <summary>A port that nobody listened on a moment ago, for a program that has to be told its own.</summary>
    public static int Unused()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
