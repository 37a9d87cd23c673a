using System.Diagnostics;

namespace Thriftscope.Cli.Running;

/// <summary>Runs a program as a child with this process's own standard input, output and error, where it can't take its place.</summary>
internal static class ChildProcess
{
    public static async Task<int> RunAsync(string file, IReadOnlyList<string> arguments)
    {
        // Ctrl-C goes to both: what it means is for the program to say.
        Console.CancelKeyPress += Ignore;
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(file, arguments) { UseShellExecute = false })
                ?? throw new IOException($"{file} can't be started.");
            await process.WaitForExitAsync();
            return process.ExitCode;
        }
        finally
        {
            Console.CancelKeyPress -= Ignore;
        }
    }

    private static void Ignore(object? sender, ConsoleCancelEventArgs e) => e.Cancel = true;
}
