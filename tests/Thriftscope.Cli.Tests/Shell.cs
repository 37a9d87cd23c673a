using System.CommandLine;

namespace Thriftscope.Cli.Tests;

/// <summary>Runs the command as a shell would.</summary>
internal static class Shell
{
    public static async Task<ShellResult> RunAsync(params string[] args)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int exitCode = await ThriftscopeCommand.RunAsync(args, new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
        });
        return new ShellResult(exitCode, output.ToString(), error.ToString());
    }
}

internal sealed record ShellResult(int ExitCode, string Output, string Error);
