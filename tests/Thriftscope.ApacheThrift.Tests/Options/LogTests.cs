using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
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

    [Fact]
    public async Task Slow_calls_and_all_calls_are_logged_where_the_options_ask_for_it()
    {
        using LogCapture logs = new();
        using Recording recording = new(new() { SlowCallThreshold = TimeSpan.Zero, AccessLog = true }, logs.Factory);
        await using Rig rig = Rig.Serve(recording);
        Calculator.Client client = await rig.ConnectAsync(recording);

        _ = await client.add(1, 2).InTime();

        Activity span = await recording.ClientSpanAsync("Calculator/add");
        await InTimeExtensions.UntilAsync(() => logs.Lines.Length >= 4, () => "four logs");
        logs.Events.Order().ShouldBe(["ClientCall", "ClientCallSlow", "ServerCall", "ServerCallSlow"]);
        foreach (IReadOnlyDictionary<string, object?> values in (IEnumerable<IReadOnlyDictionary<string, object?>>)[logs.Of("ClientCall"), logs.Of("ServerCall")])
        {
            values["RpcMethod"].ShouldBe("Calculator/add");
            values["Status"].ShouldBe("OK");
            values["RequestSize"].ShouldBe(span.Tag("thrift.request.size"));
            values["ResponseSize"].ShouldBe(span.Tag("thrift.response.size"));
            values["TraceId"].ShouldBe(span.TraceId.ToHexString());
            values["Peer"].ShouldBeOfType<string>().ShouldStartWith("127.0.0.1:");
        }
    }

    [Theory]
    [InlineData("82210107", "bad_magic")]
    [InlineData("800100010000000462726E640000000100", "unknown_method")]
    public async Task What_is_rejected_is_logged_once_with_its_peer(string request, string reason)
    {
        using LogCapture logs = new();
        using Recording recording = new(loggers: logs.Factory);
        await using Rig rig = Rig.Serve(recording);
        using TcpClient peer = new();
        await peer.ConnectAsync(IPAddress.Loopback, rig.Port);

        await peer.GetStream().WriteAsync(Convert.FromHexString(request));

        await InTimeExtensions.UntilAsync(() => logs.Events.Contains("MessageRejected"), () => "a log");
        logs.Of("MessageRejected")["Reason"].ShouldBe(reason);
        logs.Of("MessageRejected")["Peer"].ShouldBe($"127.0.0.1:{((IPEndPoint)peer.Client.LocalEndPoint!).Port}");
        logs.Events.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Connections_are_logged_at_debug()
    {
        using LogCapture logs = new(LogLevel.Debug);
        using Recording recording = new(loggers: logs.Factory);
        await using (Rig rig = Rig.Serve(recording))
        {
            Calculator.Client client = await rig.ConnectAsync(recording);
            _ = await client.add(1, 2).InTime();
            recording.Instrumentor.Uninstrument(client);
            client.Dispose();
            await InTimeExtensions.UntilAsync(() => logs.Events.Contains("ServerConnectionClosed"), () => "the end of the connection");
        }

        logs.Events.Order().ShouldBe(["ClientConnectionClosed", "ClientConnectionOpened", "ServerConnectionClosed", "ServerConnectionOpened"]);
        logs.Of("ServerConnectionClosed")["CloseReason"].ShouldBe("client_closed");
    }

    private sealed class LogCapture : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<(string? Event, IReadOnlyDictionary<string, object?> Values, Exception? Exception)> _logs = new();
        private readonly ConcurrentQueue<ActivitySpanId> _spans = new();

        public LogCapture(LogLevel level = LogLevel.Information) =>
            Factory = LoggerFactory.Create(logging => logging.SetMinimumLevel(level).AddProvider(this));

        public ILoggerFactory Factory { get; }

        public string?[] Events => [.. _logs.Select(l => l.Event)];

        public string[] Lines => [.. _logs.Select(l => $"{l.Event} {l.Values["RpcMethod"]} {l.Values.GetValueOrDefault("ErrorType")} {l.Exception?.Message}")];

        public ActivitySpanId[] Spans => [.. _spans];

        public IReadOnlyDictionary<string, object?> Of(string eventName) => _logs.Where(l => l.Event == eventName).ShouldHaveSingleItem().Values;

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            _spans.Enqueue(Activity.Current?.SpanId ?? default);
            _logs.Enqueue((eventId.Name, ((IEnumerable<KeyValuePair<string, object?>>)state!).ToDictionary(p => p.Key, p => p.Value), exception));
        }
    }
}
