using System.Runtime.InteropServices;
using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests.Hosting;

/// <summary>Servers that wait for the end of their program. The signals go to this process, which the tests' own handler keeps alive.</summary>
public sealed class ShutdownSignalTests : IDisposable
{
    private const int Terminate = 15;

    private readonly PosixSignalRegistration _guard = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = true);

    public void Dispose() => _guard.Dispose();

    [Fact]
    public async Task A_signal_lets_the_calls_that_run_end_and_then_the_server()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        GateHandler handler = new();
        await using Loopback loopback = await Loopback.StartAsync(GateHandler.Idl, handler);
        Task ended = loopback.Server.WaitForShutdownAsync();
        Task<string> call = loopback.Client.CallAsync<string>("slow", "under way");
        await handler.Entered.InTime();

        Kill(Environment.ProcessId, Terminate).ShouldBe(0);
        await InTimeExtensions.Eventually(() => !CanConnect(loopback), "new connections are refused");
        (ended.IsCompleted, call.IsCompleted).ShouldBe((false, false));
        handler.Open();

        (await call.InTime()).ShouldBe("under way");
        await ended.InTime();
    }

    [Fact]
    public async Task A_second_signal_waits_for_nothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        GateHandler handler = new();
        await using Loopback loopback = await Loopback.StartAsync(GateHandler.Idl, handler);
        Task ended = loopback.Server.WaitForShutdownAsync();
        Task<string> call = loopback.Client.CallAsync<string>("slow", "under way");
        await handler.Entered.InTime();

        Kill(Environment.ProcessId, Terminate).ShouldBe(0);
        await InTimeExtensions.Eventually(() => !CanConnect(loopback), "new connections are refused");
        Kill(Environment.ProcessId, Terminate).ShouldBe(0);

        await ended.InTime();
        await Should.ThrowAsync<ThriftTransportException>(() => call.InTime());
        await handler.Cancelled.InTime();
    }

    [Fact]
    public async Task A_token_and_a_stop_end_the_wait_as_a_signal_does()
    {
        using CancellationTokenSource asked = new();
        await using Loopback first = await Loopback.StartAsync(GateHandler.Idl, new GateHandler());
        await using Loopback second = await Loopback.StartAsync(GateHandler.Idl, new GateHandler());
        Task byToken = first.Server.WaitForShutdownAsync(asked.Token);
        Task byStop = second.Server.WaitForShutdownAsync();

        await asked.CancelAsync();
        await second.Server.StopAsync().InTime();

        await Task.WhenAll(byToken, byStop).InTime();
        CanConnect(first).ShouldBeFalse();
    }

    private static bool CanConnect(Loopback loopback)
    {
        using System.Net.Sockets.Socket socket = new(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        try
        {
            socket.Connect(System.Net.IPAddress.Loopback, loopback.Server.Endpoint.Port!.Value);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
