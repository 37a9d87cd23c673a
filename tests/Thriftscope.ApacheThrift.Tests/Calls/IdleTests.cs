using System.Diagnostics;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Calls;

/// <summary>What passes between calls is part of none.</summary>
public class IdleTests
{
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(40);

    public static TheoryData<Cell> Cells => [.. Cell.All.Where(c => c.Endpoint == EndpointKind.Tcp && c.Protocol != ProtocolKind.Compact)];

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task The_servers_span_begins_with_the_request_and_not_with_the_wait_for_it(Cell cell)
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording, cell: cell);
        Calculator.Client client = await rig.ConnectAsync(recording);

        for (int i = 0; i < 2; i++)
        {
            await Task.Delay(Idle);
            _ = await client.ping().InTime();
        }

        IReadOnlyList<Activity> here = await recording.SpansAsync(ActivityKind.Client, 2);
        IReadOnlyList<Activity> there = await recording.SpansAsync(ActivityKind.Server, 2);
        for (int i = 0; i < 2; i++)
            there[i].StartTimeUtc.ShouldBeGreaterThan(here[i].StartTimeUtc - Idle / 4);
    }

    [Fact]
    public async Task A_clients_span_ends_with_the_reply_and_not_with_the_next_call()
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording);
        Calculator.Client client = await rig.ConnectAsync(recording);

        _ = await client.ping().InTime();

        recording.Spans.Count(s => s.Kind == ActivityKind.Client).ShouldBe(1);
    }

    [Fact]
    public async Task The_handlers_time_is_a_phase_of_the_server_and_waiting_of_the_client()
    {
        TaskCompletionSource<string> release = new();
        TaskCompletionSource reached = new();
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording, new CalculatorHandler { Run = (_, _) => { reached.SetResult(); return release.Task; } });
        Calculator.Client client = await rig.ConnectAsync(recording);
        Task<string> call = client.run("");
        await reached.Task.InTime();
        await Task.Delay(Idle);

        release.SetResult("");
        _ = await call.InTime();

        (Activity here, Activity there) = await recording.SpansOfAsync("Calculator/run");
        here.Phases()["wait"].ShouldBeGreaterThan(Idle.TotalSeconds * 0.5);
        there.Phases()["handle"].ShouldBeGreaterThan(Idle.TotalSeconds * 0.5);
        there.Duration.ShouldBeGreaterThan(Idle * 0.5);
    }
}
