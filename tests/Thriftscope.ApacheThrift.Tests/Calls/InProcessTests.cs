using System.Diagnostics;
using System.Runtime.CompilerServices;
using Thrift;
using Thrift.Processor;
using Thrift.Protocol;
using Thrift.Transport.Client;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Calls;

/// <summary>Handlers that call within the process, or start what goes on without them.</summary>
public class InProcessTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_within_the_process_is_no_web_request_and_has_the_nearest_parent(bool observedClient)
    {
        using Recording recording = new();
        ITAsyncProcessor within = recording.Instrumentor.Instrument(new Calculator.AsyncProcessor(new CalculatorHandler()));
        CalculatorHandler handler = new()
        {
            Run = async (script, token) =>
            {
                using TMemoryBufferTransport request = new(new TConfiguration());
                using Calculator.Client client = new(new TBinaryProtocol(request));
                if (observedClient)
                    recording.Instrumentor.Instrument(client);
                await client.notify("", token);
                _ = await Wire.ProcessAsync(within, ProtocolKind.Binary, request.GetBuffer());
                return script;
            },
        };
        await using Rig rig = Rig.Serve(recording, handler);
        Calculator.Client outer = await rig.ConnectAsync(recording);

        _ = await outer.run("").InTime();

        Activity notified = await recording.ServerSpanAsync("Calculator/notify");
        Activity parent = observedClient ? await recording.ClientSpanAsync("Calculator/notify") : await recording.ServerSpanAsync("Calculator/run");
        notified.ParentSpanId.ShouldBe(parent.SpanId);
        notified.Tag("thrift.transport").ShouldBe("unframed");
    }

    [Fact]
    public async Task What_a_handler_has_started_does_not_keep_the_connection_alive()
    {
        using Recording recording = new();
        TaskCompletionSource release = new();
        Task background = Task.CompletedTask;
        ITAsyncProcessor processor = recording.Instrumentor.Instrument(new Calculator.AsyncProcessor(
            new CalculatorHandler { Run = (script, _) => { background = GoOnAsync(); return Task.FromResult(script); } }));

        WeakReference transport = await ServeAsync(processor);

        await InTimeExtensions.UntilAsync(
            () =>
            {
                GC.Collect();
                return !transport.IsAlive;
            },
            () => "the transport to be collected");
        release.SetResult();
        await background.InTime();

        async Task GoOnAsync() => await release.Task;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> ServeAsync(ITAsyncProcessor processor)
    {
        TMemoryBufferTransport input = new(await Wire.MessageAsync(ProtocolKind.Binary, "run", p => Wire.TextAsync(p, 1, "")), new TConfiguration());
        using TMemoryBufferTransport output = new(new TConfiguration());
        using (TProtocol request = new TBinaryProtocol(input))
            _ = await processor.ProcessAsync(request, new TBinaryProtocol(output));
        return new WeakReference(input);
    }
}
