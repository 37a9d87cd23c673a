using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Thrift;
using Thrift.Protocol;
using Thrift.Transport.Client;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Tests.Options;

/// <summary>Telemetry that is itself broken changes no call's result.</summary>
public class BrokenTelemetryTests
{
    [Fact]
    public async Task A_filter_that_throws_changes_no_call()
    {
        using Recording recording = new(new() { Filter = _ => throw new InvalidOperationException("filter") });

        await CallEverythingAsync(recording);

        recording.Spans.ShouldBeEmpty();
    }

    [Fact]
    public async Task Callbacks_that_throw_change_no_call()
    {
        using Recording recording = new(new()
        {
            EnrichWithCall = (_, _) => throw new InvalidOperationException("call"),
            EnrichWithException = (_, _) => throw new InvalidOperationException("exception"),
            DeclaredExceptions = DeclaredExceptionPolicy.ByType(_ => throw new InvalidOperationException("policy")),
            ServiceName = _ => throw new InvalidOperationException("name"),
            RecordException = true,
        });

        await CallEverythingAsync(recording);

        _ = await recording.SpansAsync(ActivityKind.Client, 12);
        _ = await recording.SpansAsync(ActivityKind.Server, 12);
    }

    [Fact]
    public async Task A_sampler_that_throws_changes_no_call()
    {
        using Recording recording = new(sample: (ref _) => throw new InvalidOperationException("sampler"));

        await CallEverythingAsync(recording);

        recording.Spans.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_propagator_that_throws_changes_no_call()
    {
        DistributedContextPropagator before = DistributedContextPropagator.Current;
        ContextPropagator usedBefore = ContextPropagator.Current;
        DistributedContextPropagator.Current = new ThrowingPropagator();
        ContextPropagator.Current = ContextPropagator.DotNet;
        try
        {
            using Recording recording = new();

            await CallEverythingAsync(recording);

            IReadOnlyList<Activity> there = await recording.SpansAsync(ActivityKind.Server, 12);
            there.ShouldAllBe(s => s.ParentSpanId == default);
        }
        finally
        {
            DistributedContextPropagator.Current = before;
            ContextPropagator.Current = usedBefore;
        }
    }

    [Fact]
    public async Task A_logger_that_throws_changes_no_call()
    {
        using ILoggerFactory loggers = LoggerFactory.Create(logging => logging.AddProvider(new ThrowingLogger()));
        using Recording recording = new(loggers: loggers);

        await CallEverythingAsync(recording);

        _ = await recording.SpansAsync(ActivityKind.Server, 12);
    }

    [Fact]
    public async Task Listeners_that_throw_change_no_call()
    {
        using Recording recording = new();
        using ActivityListener spans = new()
        {
            ShouldListenTo = s => s.Name == recording.Name,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = _ => throw new InvalidOperationException("started"),
            ActivityStopped = _ => throw new InvalidOperationException("stopped"),
        };
        ActivitySource.AddActivityListener(spans);
        using MeterListener metrics = ListenAndThrow(recording);

        await CallEverythingAsync(recording);

        // A finalizer that throws would end the process.
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    [Fact]
    public async Task A_span_that_has_started_ends_though_a_metric_can_not_be_recorded()
    {
        using Recording recording = new(metrics: false);
        using MeterListener metrics = ListenAndThrow(recording);
        await using Rig rig = Rig.Serve(recording);
        Calculator.Client client = await rig.ConnectAsync(recording);

        _ = await client.add(1, 2).InTime();

        _ = await recording.SpansOfAsync("Calculator/add");
    }

    [Fact]
    public async Task A_client_that_is_dropped_does_not_end_the_process()
    {
        using Recording recording = new(metrics: false);
        using MeterListener metrics = ListenAndThrow(recording);

        WeakReference count = Drop(recording);

        await InTimeExtensions.UntilAsync(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return !count.IsAlive;
            },
            () => "the client to be collected");
    }

    [Fact]
    public async Task An_exception_whose_message_throws_changes_no_call()
    {
        using Recording recording = new(new() { RecordException = true });
        await using Rig rig = Rig.Serve(recording, new CalculatorHandler { Notify = _ => throw new UnspeakableException() });
        Calculator.Client client = await rig.ConnectAsync(recording);

        await client.notify("").InTime();

        (await recording.ServerSpanAsync("Calculator/notify")).IsStopped.ShouldBeTrue();
        await recording.Metrics.SumAsync("thrift.server.active_requests", 0);
    }

    private static MeterListener ListenAndThrow(Recording recording)
    {
        MeterListener metrics = new();
        metrics.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == recording.Name)
                listener.EnableMeasurementEvents(instrument);
        };
        metrics.SetMeasurementEventCallback<double>((_, _, _, _) => throw new InvalidOperationException("double"));
        metrics.SetMeasurementEventCallback<long>((_, _, _, _) => throw new InvalidOperationException("long"));
        metrics.Start();
        return metrics;
    }

    // The connection is open, and counted.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Drop(Recording recording)
    {
        Calculator.Client client = new(new TBinaryProtocol(new TMemoryBufferTransport(new TConfiguration())));
        recording.Instrumentor.Instrument(client);
        return new WeakReference(client);
    }

    private static async Task CallEverythingAsync(Recording recording)
    {
        foreach (Cell cell in (Cell[])[new(), new(ServerKind.Custom, ProtocolKind.Json, TransportKind.Framed)])
        {
            CalculatorHandler handler = new() { Run = (_, _) => throw new FormatException("broken") };
            await using Rig rig = Rig.Serve(recording, handler, cell);
            Calculator.Client client = await rig.ConnectAsync(recording);
            (await client.add(1, 2).InTime()).ShouldBe(3);
            await client.notify("").InTime();
            _ = await Should.ThrowAsync<not_found>(client.divide(1, -1).InTime());
            _ = await Should.ThrowAsync<TApplicationException>(client.run("").InTime());
            (await client.tagTexts(new() { ["color"] = "blue" }).InTime()).ShouldContainKeyAndValue("color", "blue");
            (await client.ping().InTime()).ShouldBe("pong");
            Activity.Current.ShouldBeNull();
        }
    }

    private sealed class UnspeakableException : Exception
    {
        public override string Message => "spoken once";

        public override string ToString() => throw new InvalidOperationException("unspeakable");
    }

    private sealed class ThrowingPropagator : DistributedContextPropagator
    {
        public override IReadOnlyCollection<string> Fields => throw new InvalidOperationException("fields");

        public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) =>
            throw new InvalidOperationException("extract");

        public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState) =>
            throw new InvalidOperationException("extract");

        public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) =>
            throw new InvalidOperationException("inject");
    }

    private sealed class ThrowingLogger : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("logger");
    }
}
