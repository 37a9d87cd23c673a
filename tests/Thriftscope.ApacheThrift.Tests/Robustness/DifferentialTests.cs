using System.Diagnostics;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Robustness;

/// <summary>Random calls give the same results whether client, server, both or neither are observed.</summary>
public class DifferentialTests
{
    // Without a buffer, Apache's many small writes wait for the acknowledgements of each other: 40 ms for a call.
    public static TheoryData<ProtocolKind, TransportKind> Layers => new(
        from protocol in Enum.GetValues<ProtocolKind>()
        from transport in Enum.GetValues<TransportKind>()
        where transport != TransportKind.Plain
        select (protocol, transport));

    [Theory]
    [MemberData(nameof(Layers))]
    public async Task Random_calls_give_equal_results(ProtocolKind protocol, TransportKind transport)
    {
        const int Calls = 100;
        Cell cell = new(Protocol: protocol, Transport: transport);
        using Recording recording = new();
        await using Rig plain = new Rig(cell).Start();
        await using Rig observed = Rig.Serve(recording, cell: cell);
        Calculator.Client neither = await plain.ConnectAsync();
        Calculator.Client client = await plain.ConnectAsync(recording);
        Calculator.Client server = await observed.ConnectAsync();
        Calculator.Client both = await observed.ConnectAsync(recording);
        RandomCalls calls = new(seed: (int)protocol * 10 + (int)transport);
        using Activity parent = new Activity("parent").AddBaggage("tenant", "blue").Start();
        for (int i = 0; i < Calls; i++)
        {
            Func<Calculator.Client, Task<string>> call = calls.Next();
            string expected = await ResultAsync(call, neither);

            (await ResultAsync(call, client)).ShouldBe(expected, $"call {i} of an observed client");
            (await ResultAsync(call, server)).ShouldBe(expected, $"call {i} of an observed server");
            (await ResultAsync(call, both)).ShouldBe(expected, $"call {i}");
        }

        await recording.Metrics.SumAsync("thrift.client.active_requests", 0);
        await recording.Metrics.SumAsync("thrift.server.active_requests", 0);
        recording.Spans.Where(s => s.Kind == ActivityKind.Client).Count().ShouldBeGreaterThanOrEqualTo(2 * Calls);
    }

    private static async Task<string> ResultAsync(Func<Calculator.Client, Task<string>> call, Calculator.Client client)
    {
        try
        {
            return await call(client).InTime();
        }
        catch (Exception e)
        {
            return $"{e.GetType()}: {e.Message}";
        }
    }
}
