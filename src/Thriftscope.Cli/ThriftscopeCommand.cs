using System.CommandLine;
using System.CommandLine.Parsing;
using Thriftscope.Cli.Calling;
using Thriftscope.Cli.Demo;
using Thriftscope.Cli.Running;

namespace Thriftscope.Cli;

/// <summary>The <c>thriftscope</c> command: its subcommands, and what they have in common.</summary>
internal static class ThriftscopeCommand
{
    public static RootCommand Create() => new("See every Thrift call: traces, metrics and logs from a .thrift file alone.")
    {
        DemoCommand.Create(),
        CallCommand.Create(),
        RunCommand.Create(),
    };

    public static async Task<int> RunAsync(IReadOnlyList<string> args, InvocationConfiguration invocation)
    {
        ParseResult parsed = Create().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError error in parsed.Errors)
                await invocation.Error.WriteLineAsync(error.Message);
            await invocation.Error.WriteLineAsync($"Try: {string.Join(' ', ["thriftscope", .. CommandPath(parsed.CommandResult.Command)])} --help");
            return ExitCodes.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(invocation);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception e) when (e is ThriftIdlException or ThriftValueException or FormatException or ArgumentException or InvalidOperationException
            or IOException or UnauthorizedAccessException)
        {
            await invocation.Error.WriteLineAsync(e.Message);
            return ExitCodes.Usage;
        }
        catch (ThriftException e)
        {
            await invocation.Error.WriteLineAsync(e.Message);
            return ExitCodes.Transport;
        }
    }

    private static IEnumerable<string> CommandPath(Command command) => command is RootCommand ? [] : [command.Name];
}
