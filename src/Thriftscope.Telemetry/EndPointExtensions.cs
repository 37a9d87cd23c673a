using System.Net;

namespace Thriftscope.Telemetry;

internal static class EndPointExtensions
{
    /// <summary>The address as telemetry writes it: a socket for both families shows IPv4 addresses as IPv6 ones.</summary>
    public static string AddressText(this IPEndPoint endPoint) =>
        (endPoint.Address.IsIPv4MappedToIPv6 ? endPoint.Address.MapToIPv4() : endPoint.Address).ToString();

    /// <summary>Address and port, or the path of a socket, for logs.</summary>
    public static string? PeerName(this EndPoint? endPoint) =>
        endPoint is IPEndPoint ip ? PeerText.Address(ip.AddressText(), ip.Port) : endPoint?.ToString();
}
