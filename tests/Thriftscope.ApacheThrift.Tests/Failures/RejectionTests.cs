using System.Net;
using System.Net.Sockets;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Failures;

/// <summary>Requests that a server could not read.</summary>
public class RejectionTests
{
    [Theory]
    [InlineData("82210107", "bad_magic")]
    [InlineData("8001000100000003616464", "truncated")]
    public async Task A_message_that_can_not_be_read_is_counted_once_and_has_no_span(string request, string reason)
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording);
        using (TcpClient peer = new())
        {
            await peer.ConnectAsync(IPAddress.Loopback, rig.Port);
            await peer.GetStream().WriteAsync(Convert.FromHexString(request));
        }

        await recording.Metrics.OfAsync("thrift.server.rejected_messages", 1);
        await recording.Metrics.SumAsync("thrift.server.connections", 0);

        recording.Metrics.Of("thrift.server.rejected_messages").ShouldHaveSingleItem().Tags["thrift.reason"].ShouldBe(reason);
        recording.Spans.ShouldBeEmpty();
    }
}
