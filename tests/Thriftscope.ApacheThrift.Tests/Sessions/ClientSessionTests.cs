using System.Diagnostics;
using System.Text;
using Thrift;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Tests.Sessions;

/// <summary>Observed clients that ask their servers for a session.</summary>
public class ClientSessionTests
{
    [Theory]
    [MemberData(nameof(SessionCell.All), MemberType = typeof(SessionCell))]
    public async Task The_context_goes_in_the_header(SessionCell cell)
    {
        using Recording recording = Writing(cell);
        await using Rig rig = Rig.Serve(recording, cell: cell.Cell, relay: true);
        Calculator.Client client = await rig.ConnectAsync(recording);

        (await client.add(1, 2).InTime()).ShouldBe(3);
        (await client.ping().InTime()).ShouldBe("pong");
        (await Should.ThrowAsync<Overdrawn>(client.divide(1, 0).InTime())).Missing.ShouldBe(1);
        await client.notify("psst").InTime();
        await client.reset().InTime();

        IReadOnlyList<Activity> served = await recording.SpansAsync(ActivityKind.Server, 5);
        IReadOnlyList<Activity> calls = await recording.SpansAsync(ActivityKind.Client, 5);
        served.Select(s => s.ParentId).ShouldBe(calls.Select(c => c.Id), ignoreOrder: true);
        recording.Metrics.Of("thrift.context.extracted").ShouldAllBe(m => (string)m.Tags["thrift.dialect"]! == cell.Dialect);
        Encoding.Latin1.GetString(rig.Relay.Requests).Split("__v").Length.ShouldBe(2);
        foreach (string tag in (string[])["thrift.request.size", "thrift.response.size"])
            served.Select(s => s.Tag(tag)).ShouldBe(calls.Select(c => c.Tag(tag)), ignoreOrder: true);
        if (cell.Dialect != "thriftpy")
            return;
        calls.Select(c => c.Tag("thrift.context.thriftpy.seq")).ShouldBe(["1", "2", "3", "4", "5"]);
        served.Select(s => s.Tag("thrift.context.thriftpy.request_id")).ShouldBe(calls.Select(c => c.Tag("thrift.context.thriftpy.request_id")), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(SessionCell.Few), MemberType = typeof(SessionCell))]
    public async Task A_server_that_knows_nothing_of_it_gets_the_field(SessionCell cell)
    {
        using Recording recording = Writing(cell, ThriftContextDialects.TrailingField);
        await using Rig rig = new Rig(cell.Cell, relay: true).Start();
        Calculator.Client client = await rig.ConnectAsync(recording);

        (await client.add(1, 2).InTime()).ShouldBe(3);
        (await client.ping().InTime()).ShouldBe("pong");

        Activity[] calls = [.. await recording.SpansAsync(ActivityKind.Client, 2)];
        string sent = Encoding.Latin1.GetString(rig.Relay.Requests);
        sent.Split("__v").Length.ShouldBe(2);
        calls.ShouldAllBe(c => sent.Contains(c.Id!));
    }

    [Theory]
    [MemberData(nameof(SessionCell.Few), MemberType = typeof(SessionCell))]
    public async Task Each_connection_asks_for_itself(SessionCell cell)
    {
        using Recording recording = Writing(cell);
        await using Rig rig = Rig.Serve(recording, cell: cell.Cell, relay: true);

        (await (await rig.ConnectAsync(recording)).add(1, 2).InTime()).ShouldBe(3);
        (await (await rig.ConnectAsync(recording)).add(1, 2).InTime()).ShouldBe(3);

        IReadOnlyList<Activity> served = await recording.SpansAsync(ActivityKind.Server, 2);
        served.ShouldAllBe(s => s.HasRemoteParent);
        Encoding.Latin1.GetString(rig.Relay.Requests).Split("__v").Length.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(SessionCell.Few), MemberType = typeof(SessionCell))]
    public async Task A_server_that_closes_on_the_probe_fails_the_call(SessionCell cell)
    {
        using Recording recording = Writing(cell);
        await using Rig rig = new Rig(cell.Cell, new ClosingProcessor()).Start();
        Calculator.Client client = await rig.ConnectAsync(recording);

        await Should.ThrowAsync<TException>(client.add(1, 2).InTime());

        (await recording.ClientSpanAsync("Calculator/add")).Status.ShouldBe(ActivityStatusCode.Error);
    }

    private static Recording Writing(SessionCell cell, params ThriftContextDialect[] others) =>
        new(new ThriftInstrumentationOptions { Context = new ThriftContextOptions { Write = [cell.WrittenDialect, .. others] } });

    private sealed class ClosingProcessor : Thrift.Processor.ITAsyncProcessor
    {
        public async Task<bool> ProcessAsync(Thrift.Protocol.TProtocol iprot, Thrift.Protocol.TProtocol oprot, CancellationToken cancellationToken = default)
        {
            _ = await iprot.ReadMessageBeginAsync(cancellationToken);
            return false;
        }
    }
}
