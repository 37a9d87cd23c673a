using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Thrift;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Options;

/// <summary>What is logged.</summary>
public class LogTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Failed_calls_are_logged_once_for_each_side(bool traced)
    {
        using LogCapture logs = new();
        using Recording recording = new(loggers: logs.Factory, spans: traced, metrics: traced);
        await using Rig rig = Rig.Serve(recording, new CalculatorHandler { Run = (_, _) => throw new FormatException("broken") });
        Calculator.Client client = await rig.ConnectAsync(recording);

        (await client.add(1, 2).InTime()).ShouldBe(3);
        _ = await Should.ThrowAsync<TApplicationException>(client.run("").InTime());

        await InTimeExtensions.UntilAsync(() => logs.Lines.Length >= 2, () => "two logs");
        logs.Lines.Order().ShouldBe(["ClientCallFailed Calculator/run INTERNAL_ERROR  Internal error.", "ServerCallFailed Calculator/run INTERNAL_ERROR broken"]);
    }

    [Fact]
    public async Task The_log_of_a_failed_call_belongs_to_its_span()
    {
        using LogCapture logs = new();
        using Recording recording = new(loggers: logs.Factory);
        await using Rig rig = Rig.Serve(recording, new CalculatorHandler { Run = (_, _) => throw new FormatException("broken") });
        Calculator.Client client = await rig.ConnectAsync(recording);

        _ = await Should.ThrowAsync<TApplicationException>(client.run("").InTime());

        (Activity here, Activity there) = await recording.SpansOfAsync("Calculator/run");
        await InTimeExtensions.UntilAsync(() => logs.Spans.Length >= 2, () => "two logs");
        logs.Spans.ShouldBe([here.SpanId, there.SpanId], ignoreOrder: true);
        Activity.Current.ShouldBeNull();
    }

    private sealed class LogCapture : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();
        private readonly ConcurrentQueue<ActivitySpanId> _spans = new();

        public LogCapture() => Factory = LoggerFactory.Create(logging => logging.AddProvider(this));

        public ILoggerFactory Factory { get; }

        public string[] Lines => [.. _lines];

        public ActivitySpanId[] Spans => [.. _spans];

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Dictionary<string, object?> values = ((IEnumerable<KeyValuePair<string, object?>>)state!).ToDictionary(p => p.Key, p => p.Value);
            _spans.Enqueue(Activity.Current?.SpanId ?? default);
            _lines.Enqueue($"{eventId.Name} {values["RpcMethod"]} {values["ErrorType"]} {exception?.Message}");
        }
    }
}
