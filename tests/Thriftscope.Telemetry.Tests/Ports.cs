using System.Net;
using System.Net.Sockets;

namespace Thriftscope.Telemetry.Tests;

internal static class Ports
{
    /// <summary>A port that nobody listened on a moment ago.</summary>
    public static int Unused()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
