using System.Net;
using Thrift;
using Thrift.Protocol;
using Thrift.Transport;
using Thrift.Transport.Client;
using Thriftscope.ApacheThrift.Tests.Calculation;

namespace Thriftscope.ApacheThrift.Tests.Support;

/// <summary>Clients of servers that no rig runs.</summary>
internal static class Clients
{
    public static Calculator.Client New(int port) =>
        new(new TBinaryProtocol(new TBufferedTransport(new TSocketTransport(IPAddress.Loopback, port, new TConfiguration()))));
}
