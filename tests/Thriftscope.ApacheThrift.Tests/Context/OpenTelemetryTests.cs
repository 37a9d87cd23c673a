using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Tests.Context;

/// <summary>With OpenTelemetry's SDK, as a program would set it up.</summary>
public sealed class OpenTelemetryTests : IDisposable
{
    private readonly ContextPropagator _before = ContextPropagator.Current;

    // Setting the SDK up puts its propagator to use, for good.
    public void Dispose() => ContextPropagator.Current = _before;

    [Theory]
    [InlineData(ServerKind.ThreadPool)]
    [InlineData(ServerKind.Custom)]
    public async Task The_SDKs_propagator_carries_parent_and_baggage(ServerKind server)
    {
        ConcurrentQueue<Activity> exported = new();
        string?[] tenants = [null, null];
        CalculatorHandler handler = new()
        {
            Run = async (script, _) =>
            {
                tenants[0] = Baggage.GetBaggage("tenant");
                await Task.Yield();
                tenants[1] = Baggage.GetBaggage("tenant");
                return script;
            },
        };
        using TracerProvider tracing = Sdk.CreateTracerProviderBuilder()
            .AddThriftInstrumentation(o => o.EnrichWithCall = (span, _) => span.SetTag("of.the.provider", true))
            .AddProcessor(new SimpleActivityExportProcessor(new Exporter(exported)))
            .Build();
        await using Rig rig = new(new Cell(server), handler);
        ThriftInstrumentor.Instrument(rig.Server);
        _ = rig.Start();
        Calculator.Client client = rig.NewClient();
        ThriftInstrumentor.Instrument(client);
        await client.OpenTransportAsync().InTime();
        Baggage.SetBaggage("tenant", "blue");

        _ = await client.run("").InTime();
        Baggage.ClearBaggage();
        _ = await client.ping().InTime();

        tenants.ShouldBe(["blue", "blue"]);
        await InTimeExtensions.UntilAsync(() => exported.Count == 4, () => $"four spans; there are {exported.Count}");
        Activity here = exported.Single(s => s is { Kind: ActivityKind.Client, DisplayName: "Calculator/run" });
        Activity there = exported.Single(s => s is { Kind: ActivityKind.Server, DisplayName: "Calculator/run" });
        there.ParentSpanId.ShouldBe(here.SpanId);
        exported.ShouldAllBe(s => (bool)s.GetTagItem("of.the.provider")!);
    }

    private sealed class Exporter(ConcurrentQueue<Activity> exported) : BaseExporter<Activity>
    {
        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (Activity activity in batch)
                exported.Enqueue(activity);
            return ExportResult.Success;
        }
    }
}
