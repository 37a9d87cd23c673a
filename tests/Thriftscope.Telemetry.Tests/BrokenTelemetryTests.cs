using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;

namespace Thriftscope.Telemetry.Tests;

/// <summary>Telemetry that is itself broken breaks no call.</summary>
public class BrokenTelemetryTests
{
    [Fact]
    public async Task A_propagator_that_throws_breaks_no_call()
    {
        using TelemetryCapture capture = new();
        ContextPropagator before = ContextPropagator.Current;
        ContextPropagator.Current = new ThrowingPropagator();
        try
        {
            await using ProbeService probe = await ProbeService.StartAsync();

            (await probe.Client.CallAsync<int>("add", 1, 2)).ShouldBe(3);
        }
        finally
        {
            ContextPropagator.Current = before;
        }

        Activity client = await capture.ClientSpanAsync("Probe/add");
        (await capture.ServerSpanAsync("Probe/add")).TraceId.ShouldNotBe(client.TraceId);
    }

    [Fact]
    public async Task A_logger_that_throws_breaks_no_call_and_no_connection()
    {
        using TelemetryCapture capture = new();
        using ILoggerFactory loggers = LoggerFactory.Create(logging => logging.AddProvider(new ThrowingLogger()));
        await using ProbeService probe = await ProbeService.StartAsync(new() { LoggerFactory = loggers }, new() { LoggerFactory = loggers });

        await Should.ThrowAsync<ThriftApplicationException>(probe.Client.CallAsync("fail"));

        (await probe.Client.CallAsync<int>("add", 1, 2)).ShouldBe(3);
        (await capture.ServerSpanAsync("Probe/fail")).IsStopped.ShouldBeTrue();
    }

    [Fact]
    public async Task A_logger_that_can_not_say_what_it_wants_breaks_no_call_and_no_connection()
    {
        // Nothing but the logger listens.
        using ILoggerFactory loggers = LoggerFactory.Create(logging => logging.AddProvider(new ThrowingLogger(isUndecided: true)));
        await using ProbeService probe = await ProbeService.StartAsync(new() { LoggerFactory = loggers }, new() { LoggerFactory = loggers });

        (await probe.Client.CallAsync<int>("add", 1, 2)).ShouldBe(3);
    }

    [Fact]
    public async Task A_sampler_that_throws_breaks_no_call()
    {
        using TelemetryCapture capture = new(sampler: new ThrowingSampler());
        await using ProbeService probe = await ProbeService.StartAsync();

        (await probe.Client.CallAsync<int>("add", 1, 2)).ShouldBe(3);
    }

    [Fact]
    public async Task An_exception_whose_message_throws_is_answered()
    {
        using TelemetryCapture capture = new(o => o.RecordException = true);
        await using ProbeService probe = await ProbeService.StartAsync(new() { ExposeExceptionMessages = true });

        await Should.ThrowAsync<ThriftApplicationException>(probe.Client.CallAsync("failBadly"));

        (await probe.Client.CallAsync<int>("add", 1, 2)).ShouldBe(3);
        (await capture.ServerSpanAsync("Probe/failBadly")).IsStopped.ShouldBeTrue();
    }

    [Fact]
    public async Task A_text_of_the_peers_is_bounded_in_telemetry()
    {
        using TelemetryCapture capture = new();
        await using ProbeService probe = await ProbeService.StartAsync();
        string name = new('x', 100_000);
        await using ServiceClient client = ThriftModule.Load(new StringReader($"service Probe {{ void {name}() }}"), "newer").Service("Probe").CreateClient(probe.Client.Endpoint);

        ThriftApplicationException e = await Should.ThrowAsync<ThriftApplicationException>(client.CallAsync(name));

        e.Message.Length.ShouldBeLessThan(400);
        ((string)(await capture.ServerSpanAsync("apache_thrift")).Tag("rpc.method_original")!).Length.ShouldBeLessThan(300);
    }

    private sealed class ThrowingPropagator : ContextPropagator
    {
        protected override void InjectCore(Activity? activity, ContextCarrier carrier) => throw new InvalidOperationException("inject");

        protected override ActivityContext ExtractCore(ContextCarrier carrier, out IEnumerable<KeyValuePair<string, string?>>? baggage) =>
            throw new InvalidOperationException("extract");

        protected override void UseBaggageCore(IEnumerable<KeyValuePair<string, string?>>? baggage, Activity? activity) => throw new InvalidOperationException("baggage");

        protected override IEnumerable<string> Fields => throw new InvalidOperationException("fields");
    }

    private sealed class ThrowingSampler : Sampler
    {
        public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) => throw new InvalidOperationException("sampler");
    }

    private sealed class ThrowingLogger(bool isUndecided = false) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => isUndecided ? throw new InvalidOperationException("logger") : true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("logger");
    }
}
