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
        await Rejects(new Cell(), request, reason);
    }

    [Theory]
    [InlineData(TransportKind.Framed, "80010001000000036164640000000100", "too_large")]
    [InlineData(TransportKind.Framed, "0000001080010001", "truncated")]
    [InlineData(TransportKind.FramedOverBuffered, "0000001080010001", "invalid_data")]
    public async Task A_frame_that_never_reaches_the_processor_is_counted(TransportKind transport, string request, string reason)
    {
        await Rejects(new Cell(Transport: transport), request, reason);
    }

    private static async Task Rejects(Cell cell, string request, string reason)
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording, cell: cell);
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
