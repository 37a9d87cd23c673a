using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Thriftscope.OpenTelemetry;

namespace Thriftscope.Telemetry.Tests;

public class LogTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_that_takes_longer_than_the_threshold_is_logged_as_slow_on_both_sides()
    {
        using LogCapture logs = new();
        using IDisposable settings = AmbientInstrumentation.Use(new() { SlowCallThreshold = TimeSpan.FromMilliseconds(20) }, logs.Factory);
        await using ProbeService probe = await ProbeService.StartAsync();

        await probe.Client.CallAsync("sleep", 40);

        foreach (string name in (string[])["ClientCallSlow", "ServerCallSlow"])
        {
            LogEntry entry = await logs.UntilAsync(name);
            entry.Level.ShouldBe(LogLevel.Warning);
            entry.Category.ShouldBe("Thriftscope.Calls");
            entry.Values["RpcMethod"].ShouldBe("Probe/sleep");
            entry.Values["Duration"].ShouldBeOfType<double>().ShouldBeGreaterThanOrEqualTo(0.02);
            entry.Values["Threshold"].ShouldBe(0.02);
        }
    }

    [Fact]
    public async Task No_call_is_slow_without_a_threshold_or_below_it()
    {
        using LogCapture logs = new();
        await using ProbeService probe = await ProbeService.StartAsync();

        using (AmbientInstrumentation.Use(new(), logs.Factory))
            await probe.Client.CallAsync("sleep", 40);
        using (AmbientInstrumentation.Use(new() { SlowCallThreshold = TimeSpan.FromMinutes(1) }, logs.Factory))
            await probe.Client.CallAsync("sleep", 40);

        logs.Of("Thriftscope.Calls").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_slow_call_that_failed_is_logged_as_failed_only()
    {
        using LogCapture logs = new();
        using IDisposable settings = AmbientInstrumentation.Use(new() { SlowCallThreshold = TimeSpan.Zero }, logs.Factory);
        await using ProbeService probe = await ProbeService.StartAsync();

        await Should.ThrowAsync<ThriftApplicationException>(probe.Client.CallAsync("fail"));

        await logs.UntilAsync("ClientCallFailed");
        await logs.UntilAsync("ServerCallFailed");
        logs.Of("Thriftscope.Calls").Count.ShouldBe(2);
    }

    [Fact]
    public void A_negative_threshold_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new ThriftInstrumentationOptions { SlowCallThreshold = TimeSpan.FromSeconds(-1) });

    [Fact]
    public async Task The_access_log_is_off_by_default()
    {
        using LogCapture logs = new();
        using IDisposable settings = AmbientInstrumentation.Use(new(), logs.Factory);
        await using ProbeService probe = await ProbeService.StartAsync();

        await probe.Client.CallAsync("add", 1, 2);

        logs.Of("Thriftscope.Access").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("add", "OK", true)]
    [InlineData("fail", "INTERNAL_ERROR", true)]
    [InlineData("refuse", "Refused", true)]
    [InlineData("note", "OK", false)]
    public async Task The_access_log_has_method_status_duration_sizes_peer_and_trace(string method, string status, bool replies)
    {
        using LogCapture logs = new();
        using TelemetryCapture capture = new();
        using IDisposable settings = AmbientInstrumentation.Use(new() { AccessLog = true }, logs.Factory);
        await using ProbeService probe = await ProbeService.StartAsync();

        object[] arguments = method switch { "add" => [1, 2], "note" => ["x"], _ => [] };
        await ((Task)probe.Client.CallAsync(method, arguments)).ContinueWith(_ => { }, TaskScheduler.Default);

        Activity client = await capture.ClientSpanAsync($"Probe/{method}");
        LogEntry called = await logs.UntilAsync("ClientCall");
        called.Values["Peer"].ShouldBe($"127.0.0.1:{probe.Client.Endpoint.Port}");
        LogEntry served = await logs.UntilAsync("ServerCall");
        served.Values["Peer"].ShouldBeOfType<string>().ShouldStartWith("127.0.0.1:");
        served.Values["Peer"].ShouldNotBe(called.Values["Peer"]);
        foreach (LogEntry entry in (LogEntry[])[called, served])
        {
            entry.Level.ShouldBe(LogLevel.Information);
            entry.Category.ShouldBe("Thriftscope.Access");
            entry.Values["RpcMethod"].ShouldBe($"Probe/{method}");
            entry.Values["Status"].ShouldBe(status);
            entry.Values["Duration"].ShouldBeOfType<double>().ShouldBeGreaterThan(0);
            entry.Values["RequestSize"].ShouldBe(client.Tag("thrift.request.size"));
            entry.Values["ResponseSize"].ShouldBeOfType<long>().ShouldBe(replies ? (long)client.Tag("thrift.response.size")! : 0);
            entry.Values["TraceId"].ShouldBe(client.TraceId.ToHexString());
        }
    }

    [Fact]
    public async Task The_access_log_needs_nothing_else_to_listen()
    {
        using LogCapture logs = new(category: "Thriftscope.Access");
        using IDisposable settings = AmbientInstrumentation.Use(new() { AccessLog = true }, logs.Factory);
        await using ProbeService probe = await ProbeService.StartAsync();

        await probe.Client.CallAsync("add", 1, 2);

        (await logs.UntilAsync("ClientCall")).Values["TraceId"].ShouldBeNull();
        _ = await logs.UntilAsync("ServerCall");
    }

    [Fact]
    public async Task A_request_that_is_refused_is_logged_once_as_rejected_within_its_trace()
    {
        using LogCapture logs = new();
        using TelemetryCapture capture = new();
        using IDisposable settings = AmbientInstrumentation.Use(new(), logs.Factory);
        await using ProbeService probe = await ProbeService.StartAsync();
        ThriftModule newer = ThriftModule.Load(new StringReader("service Probe { void brandNew() }"), "newer");
        await using ServiceClient client = newer.Service("Probe").CreateClient(probe.Client.Endpoint);

        await Should.ThrowAsync<ThriftApplicationException>(client.CallAsync("brandNew"));

        Activity server = await capture.ServerSpanAsync("apache_thrift");
        LogEntry entry = await logs.UntilAsync("MessageRejected");
        entry.Level.ShouldBe(LogLevel.Warning);
        entry.Values["Reason"].ShouldBe("unknown_method");
        entry.Values["Problem"].ShouldBeOfType<string>().ShouldContain("brandNew");
        entry.Values["Peer"].ShouldBeOfType<string>().ShouldStartWith("127.0.0.1:");
        entry.SpanId.ShouldBe(server.SpanId);
        logs.Entries.ShouldNotContain(e => e.EventName == "ServerCallFailed");
    }

    [Fact]
    public async Task A_peers_text_breaks_no_lines()
    {
        using LogCapture logs = new();
        using IDisposable settings = AmbientInstrumentation.Use(new() { AccessLog = true }, logs.Factory);
        await using ProbeService probe = await ProbeService.StartAsync();
        using TcpClient peer = new();
        await peer.ConnectAsync("127.0.0.1", probe.Client.Endpoint.Port!.Value, Cancellation);

        // A call of a method whose name is "a", a line feed, "b".
        await peer.GetStream().WriteAsync(Convert.FromHexString("8001000100000003610A620000000100"), Cancellation);

        (await logs.UntilAsync("MessageRejected")).Values["Problem"].ShouldBe("Probe has no method \"a\uFFFDb\"");
        (await logs.UntilAsync("ServerCall")).Values["RpcMethod"].ShouldBe("a\uFFFDb");
    }

    [Fact]
    public async Task Bytes_that_are_no_message_are_logged_as_rejected_with_their_peer()
    {
        using LogCapture logs = new(LogLevel.Debug);
        using IDisposable settings = AmbientInstrumentation.Use(new(), logs.Factory);
        await using ProbeService probe = await ProbeService.StartAsync();

        using TcpClient peer = new();
        await peer.ConnectAsync("127.0.0.1", probe.Client.Endpoint.Port!.Value, Cancellation);
        string address = $"127.0.0.1:{((IPEndPoint)peer.Client.LocalEndPoint!).Port}";
        await peer.GetStream().WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray(), Cancellation);

        LogEntry entry = await logs.UntilAsync("MessageRejected");
        entry.Values["Reason"].ShouldBe("bad_magic");
        entry.Values["Peer"].ShouldBe(address);
        (await logs.UntilAsync("ServerConnectionClosed", e => Equals(e.Values["Peer"], address))).Values["CloseReason"].ShouldBe("protocol_error");
    }

    [Fact]
    public async Task Connections_are_logged_at_debug_where_they_open_and_close()
    {
        using LogCapture logs = new(LogLevel.Debug);
        using IDisposable settings = AmbientInstrumentation.Use(new(), logs.Factory);
        await using ProbeService probe = await ProbeService.StartAsync();
        string server = $"127.0.0.1:{probe.Client.Endpoint.Port}";

        await probe.Client.CallAsync("add", 1, 2);
        await probe.Client.DisposeAsync();

        LogEntry opened = await logs.UntilAsync("ClientConnectionOpened");
        opened.Level.ShouldBe(LogLevel.Debug);
        opened.Category.ShouldBe("Thriftscope.Connections");
        opened.Values["Server"].ShouldBe(server);
        opened.Values["Transport"].ShouldBe("unframed");
        LogEntry closed = await logs.UntilAsync("ClientConnectionClosed");
        closed.Values["Server"].ShouldBe(server);
        closed.Values["Reason"].ShouldBeOfType<string>().ShouldContain("disposed");
        object? peer = (await logs.UntilAsync("ServerConnectionOpened")).Values["Peer"];
        LogEntry ended = await logs.UntilAsync("ServerConnectionClosed");
        ended.Values["Peer"].ShouldBe(peer);
        ended.Values["CloseReason"].ShouldBe("client_closed");
        ended.Values["Duration"].ShouldBeOfType<double>().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task What_a_handler_logs_carries_the_trace_of_its_call_through_a_console_formatter()
    {
        using StringWriter console = new();
        TextWriter original = Console.Out;
        Console.SetOut(console);
        Activity server;
        try
        {
            using TelemetryCapture capture = new();
            using ThriftTelemetry telemetry = ThriftTelemetry.Start(o => o
                .ConfigureTracing(_ => { })
                .ConfigureLogging(l => l.AddJsonConsole(c => c.IncludeScopes = true)));
            ILogger logger = telemetry.LoggerFactory.CreateLogger("Handler");
            await using ProbeService probe = await ProbeService.StartAsync();
            probe.Handler.Echoing = _ => logger.LogInformation("within the call");
            await probe.Client.CallAsync("echo", "a line");
            server = await capture.ServerSpanAsync("Probe/echo");
        }
        finally
        {
            Console.SetOut(original);
        }

        string line = console.ToString().Split('\n').Single(l => l.Contains("within the call", StringComparison.Ordinal));
        using JsonDocument json = JsonDocument.Parse(line);
        JsonElement scope = json.RootElement.GetProperty("Scopes").EnumerateArray().First();
        scope.GetProperty("TraceId").GetString().ShouldBe(server.TraceId.ToHexString());
        scope.GetProperty("SpanId").GetString().ShouldBe(server.SpanId.ToHexString());
    }

    [Fact]
    public async Task A_logger_that_throws_breaks_neither_connections_nor_calls()
    {
        using LogCapture logs = new(LogLevel.Debug, throws: true);
        using IDisposable settings = AmbientInstrumentation.Use(new() { AccessLog = true, SlowCallThreshold = TimeSpan.Zero }, logs.Factory);
        await using ProbeService probe = await ProbeService.StartAsync();

        (await probe.Client.CallAsync<int>("add", 1, 2)).ShouldBe(3);
        await Should.ThrowAsync<ThriftApplicationException>(probe.Client.CallAsync("fail"));
        (await probe.Client.CallAsync<int>("add", 3, 4)).ShouldBe(7);
    }

    [Fact]
    public async Task The_numbers_of_the_events_stay()
    {
        using LogCapture logs = new(LogLevel.Debug);
        using IDisposable settings = AmbientInstrumentation.Use(new() { AccessLog = true, SlowCallThreshold = TimeSpan.Zero }, logs.Factory);
        await using (ProbeService probe = await ProbeService.StartAsync())
        {
            await probe.Client.CallAsync("add", 1, 2);
            await Should.ThrowAsync<ThriftApplicationException>(probe.Client.CallAsync("fail"));
            using TcpClient peer = new();
            await peer.ConnectAsync("127.0.0.1", probe.Client.Endpoint.Port!.Value, Cancellation);
            await peer.GetStream().WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray(), Cancellation);
            _ = await logs.UntilAsync("MessageRejected");
        }

        Dictionary<string, int> numbers = logs.Entries.DistinctBy(e => e.EventName).ToDictionary(e => e.EventName!, e => e.EventNumber);
        numbers.ShouldBe(
            new Dictionary<string, int>
            {
                ["ClientCallFailed"] = 1,
                ["ServerCallFailed"] = 2,
                ["ClientCallSlow"] = 3,
                ["ServerCallSlow"] = 4,
                ["MessageRejected"] = 5,
                ["ClientCall"] = 20,
                ["ServerCall"] = 21,
                ["ClientConnectionOpened"] = 30,
                ["ClientConnectionClosed"] = 31,
                ["ServerConnectionOpened"] = 32,
                ["ServerConnectionClosed"] = 33,
            },
            ignoreOrder: true);
    }
}
