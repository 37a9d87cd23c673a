using System.Diagnostics;
using System.Text;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Context;

/// <summary>A peer that nobody observes is never disturbed.</summary>
public class PlainPeerTests
{
    public static TheoryData<Cell> Cells => [.. Cell.All.Where(c => c.Endpoint == EndpointKind.Tcp && c.Server == ServerKind.ThreadPool)];

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_plain_server_serves_an_observed_client(Cell cell)
    {
        using Recording recording = new();
        await using Rig rig = new Rig(cell).Start();
        Calculator.Client client = await rig.ConnectAsync(recording);

        await CallEverythingAsync(client);

        (await recording.SpansAsync(ActivityKind.Client, 8)).Count(s => s.Status == ActivityStatusCode.Error).ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_plain_client_is_served_by_an_observed_server(Cell cell)
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording, cell: cell);
        Calculator.Client client = await rig.ConnectAsync();

        await CallEverythingAsync(client);

        (await recording.SpansAsync(ActivityKind.Server, 8)).ShouldAllBe(s => s.ParentSpanId == default);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task No_reply_carries_a_context(Cell cell)
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording, cell: cell, relay: true);
        Calculator.Client client = await rig.ConnectAsync(recording);
        using Activity parent = new Activity("parent").AddBaggage("tenant", "blue").Start();

        await CallEverythingAsync(client);

        Encoding.Latin1.GetString(rig.Relay.Requests).ShouldContain(parent.TraceId.ToString());
        Encoding.Latin1.GetString(rig.Relay.Replies).ShouldNotContain(parent.TraceId.ToString());
        Encoding.Latin1.GetString(rig.Relay.Replies).ShouldNotContain("traceparent");
    }

    private static async Task CallEverythingAsync(Calculator.Client client)
    {
        (await client.add(1, 2).InTime()).ShouldBe(3);
        await client.reset().InTime();
        await client.notify("now").InTime();
        (await client.transform([Shapes.Star], new Either { Number = 1 }).InTime()).ShouldBe([Shapes.Star]);
        _ = await Should.ThrowAsync<Overdrawn>(client.divide(1, 0).InTime());
        _ = await Should.ThrowAsync<not_found>(client.divide(1, -1).InTime());
        _ = await Should.ThrowAsync<Refused>(client.refuse().InTime());
        (await client.echoTexts(new() { ["baggage"] = "mine" }).InTime()).ShouldContainKeyAndValue("baggage", "mine");
    }
}
