namespace Thriftscope.Backends.Tests;

public class BackendProgramTests
{
    [Fact]
    public async Task The_real_programs_are_here()
    {
        await RunsAsync(BackendPrograms.Prometheus, "--version");
        await RunsAsync(BackendPrograms.Promtool, "--version");
        await RunsAsync(BackendPrograms.Collectd, "-h");
        await RunsAsync("node", "--check", BackendPrograms.Statsd);
    }

    private static async Task RunsAsync(string program, params string[] arguments)
    {
        await using BackendProcess process = BackendProcess.Start(program, arguments);
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, process.Output);
    }
}
