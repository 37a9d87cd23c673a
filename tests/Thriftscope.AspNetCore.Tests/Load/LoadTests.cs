using System.Diagnostics;
using System.Net.Sockets;
using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests.Load;

/// <summary>
/// Many connections at once, and many that end badly: nothing is left of them, and others are served meanwhile. By default a tenth of the
/// numbers of docs/reliability.md; THRIFTSCOPE_LOAD=full runs all of them.
/// </summary>
[Collection(nameof(Alone))]
public class LoadTests(ITestOutputHelper output)
{
    private const string Idl = "service S { string echo(1: string text), string large() }";

    private static readonly int Scale = Environment.GetEnvironmentVariable("THRIFTSCOPE_LOAD") == "full" ? 10 : 1;
    private static readonly ThriftService Service = Loopback.Load(Idl);

    [Fact]
    public async Task Many_connections_at_once_are_each_answered_exactly_once()
    {
        int connections = 100 * Scale;
        const int calls = 20;
        await RunAsync(new ThriftServerOptions(), async (server, gauges) =>
        {
            using ManualGate gate = new();
            Task[] clients = [.. Enumerable.Range(0, connections).Select(async c =>
            {
                using RawConnection raw = await RawConnection.OpenAsync(server.Endpoint.Port!.Value);
                for (int i = 1; i <= calls; i++)
                {
                    await raw.SendAsync(RawMessage.Call("echo", i, RawMessage.Text(1, $"{c}/{i}")));
                    RawReply reply = await raw.ReceiveAsync();
                    (reply.Header.SequenceId, reply.Result).ShouldBe((i, $"{c}/{i}"));
                    if (i == 1)
                        await gate.ArriveAsync(connections);
                }

                raw.FinishSending();
                (await raw.ReceiveUntilClosedAsync()).ShouldBeEmpty("nothing is answered twice");
            })];
            await Task.WhenAll(clients);
            gauges.MostConnections.ShouldBeGreaterThanOrEqualTo(connections);
            return $"{connections} connections at once with {calls} calls each";
        });
    }

    [Fact]
    public async Task Connections_that_end_in_every_bad_way_leave_nothing_behind()
    {
        int connections = 1000 * Scale;
        byte[] call = RawMessage.Call("echo", 1, RawMessage.Text(1, "x"));
        byte[] framed = RawMessage.Framed(call);
        await RunAsync(new ThriftServerOptions(), async (server, gauges) =>
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, connections), new ParallelOptions { MaxDegreeOfParallelism = 50 }, async (i, stop) =>
            {
                using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync("127.0.0.1", server.Endpoint.Port!.Value, stop).AsTask().InTime();
                byte[] sent = (i % 5) switch
                {
                    0 => [],
                    1 => framed[..3],
                    2 => framed[..^2],
                    3 => call,
                    _ => [.. call, .. call[..^1]],
                };
                if (sent.Length > 0)
                    (await socket.SendAsync(sent).InTime()).ShouldBe(sent.Length);
                // Half of them are reset, half say good-bye.
                socket.LingerState = new LingerOption(i % 2 == 0, 0);
            });
            gauges.MostConnections.ShouldBePositive();
            return $"{connections} connects and disconnects: silent, in mid-frame, behind a call";
        });
    }

    [Fact]
    public async Task Clients_that_neither_read_nor_write_on_are_given_up()
    {
        int each = 10 * Scale;
        ThriftServerOptions options = new() { ReadTimeout = TimeSpan.FromMilliseconds(500), WriteTimeout = TimeSpan.FromMilliseconds(500) };
        await RunAsync(options, async (server, gauges) =>
        {
            List<RawConnection> slow = [];
            for (int i = 0; i < 2 * each; i++)
            {
                RawConnection raw = await RawConnection.OpenAsync(server.Endpoint.Port!.Value);
                slow.Add(raw);
                await raw.SendAsync(i % 2 == 0
                    ? RawMessage.Framed(RawMessage.Call("echo", 1, RawMessage.Text(1, "x")))[..^1]
                    : [.. Enumerable.Range(0, 30).SelectMany(n => RawMessage.Call("large", n))]);
            }

            await InTimeExtensions.Eventually(() => gauges.Connections <= 1, "only the well-behaved client is left");
            slow.ForEach(s => s.Dispose());
            return $"{each} clients that do not write on and {each} that do not read";
        });
    }

    [Fact]
    public async Task A_storm_over_the_limit_of_connections_leaves_those_that_are_in_alone()
    {
        int storm = 200 * Scale;
        const int limit = 50;
        await RunAsync(new ThriftServerOptions { MaxConnections = limit }, async (server, gauges) =>
        {
            int served = 0;
            int refused = 0;
            await Parallel.ForEachAsync(Enumerable.Range(0, storm), new ParallelOptions { MaxDegreeOfParallelism = 100 }, async (i, ignored) =>
            {
                using RawConnection raw = await RawConnection.OpenAsync(server.Endpoint.Port!.Value);
                try
                {
                    await raw.SendAsync(RawMessage.Call("echo", i, RawMessage.Text(1, "x")));
                    _ = Interlocked.Increment(ref await raw.TryReceiveAsync() is null ? ref refused : ref served);
                }
                catch (SocketException)
                {
                    _ = Interlocked.Increment(ref refused);
                }
            });
            (served + refused).ShouldBe(storm);
            gauges.MostConnections.ShouldBeLessThanOrEqualTo(limit);
            return $"{storm} connections, 100 at a time, over a limit of {limit}: {served} served, {refused} refused";
        });
    }

    [Fact]
    public async Task Stopping_under_load_answers_every_call_once_or_not_at_all()
    {
        int connections = 20 * Scale;
        using ServerGauges gauges = new();
        Handler handler = new();
        ThriftServer server = await Service.ServeAsync("tcp://127.0.0.1:0", handler);
        int answered = 0;
        using ManualGate gate = new();
        Task[] clients = [.. Enumerable.Range(0, connections).Select(async c =>
        {
            using RawConnection raw = await RawConnection.OpenAsync(server.Endpoint.Port!.Value);
            for (int i = 1; ; i++)
            {
                try
                {
                    await raw.SendAsync(RawMessage.Call("echo", i, RawMessage.Text(1, "x")));
                }
                catch (SocketException)
                {
                    return;
                }

                if (await raw.TryReceiveAsync() is not { } reply)
                    return;
                reply.Header.SequenceId.ShouldBe(i);
                _ = Interlocked.Increment(ref answered);
                if (i == 10)
                    await gate.ArriveAsync(connections);
            }
        })];
        await gate.Open.InTime();

        await server.StopAsync().InTime();

        await Task.WhenAll(clients).InTime();
        await gauges.WaitForNoneAsync();
        // What was begun was answered, but for replies to clients that had gone: here none had.
        answered.ShouldBe(handler.Echoes);
        await server.DisposeAsync();
        output.WriteLine($"stopped under load of {connections} connections: {answered} calls, all answered");
    }

    /// <summary>Loads a server, beside which one client calls all the time, and looks at what is left.</summary>
    private async Task RunAsync(ThriftServerOptions options, Func<ThriftServer, ServerGauges, Task<string>> load)
    {
        // What is opened and taken once is not a leak: connections of the pool, threads, code.
        await using (ThriftServer warm = await Service.ServeAsync("tcp://127.0.0.1:0", new Handler()))
        await using (ServiceClient first = await Service.ConnectAsync(warm.Endpoint.ToString()).InTime())
            _ = await first.CallAsync<string>("echo", "warm").InTime();
        long memoryBefore = Memory();
        int filesBefore = OpenFiles.Count();
        using ServerGauges gauges = new();
        long started = Stopwatch.GetTimestamp();
        string what;
        int wellServed = 0;
        await using (ThriftServer server = await Service.ServeAsync("tcp://127.0.0.1:0", new Handler(), options))
        {
            await using (ServiceClient well = await Service.ConnectAsync(server.Endpoint.ToString()).InTime())
            {
                _ = await well.CallAsync<string>("echo", "in").InTime();
                using CancellationTokenSource done = new();
                Task calling = Task.Run(async () =>
                {
                    while (!done.IsCancellationRequested)
                    {
                        (await well.CallAsync<string>("echo", "well").InTime()).ShouldBe("well");
                        wellServed++;
                    }
                });
                what = await load(server, gauges);
                await done.CancelAsync();
                await calling.InTime();
            }

            await gauges.WaitForNoneAsync();
        }

        await OpenFiles.WaitForAsync(filesBefore);
        TimeSpan took = Stopwatch.GetElapsedTime(started);
        // Pools keep what they have for a while: that is bounded, whatever the number of connections was.
        long grown = 0;
        await InTimeExtensions.Eventually(() => (grown = Memory() - memoryBefore) < 32 * 1024 * 1024, $"the memory is free again, but {grown} bytes");
        output.WriteLine(
            $"{what}: {took.TotalSeconds:F1} s; another client made {wellServed} calls; left: {gauges.Connections} connections, {gauges.Requests} requests, "
            + $"{OpenFiles.Count() - filesBefore} files, {grown / 1024} KiB");
    }

    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private sealed class Handler
    {
        private static readonly string Kilobytes = new('x', 200_000);
        private int _echoes;

        public int Echoes => Volatile.Read(ref _echoes);

        public async Task<string> Echo(string text)
        {
            await Task.Yield();
            _ = Interlocked.Increment(ref _echoes);
            return text;
        }

        public string Large() => Kilobytes;
    }

    /// <summary>Opens when as many have come as are awaited.</summary>
    private sealed class ManualGate : IDisposable
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _arrived;

        public Task Open => _open.Task;

        public Task ArriveAsync(int awaited)
        {
            if (Interlocked.Increment(ref _arrived) == awaited)
                _open.TrySetResult();
            return _open.Task.InTime();
        }

        public void Dispose() => _open.TrySetResult();
    }
}
