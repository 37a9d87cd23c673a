using System.CommandLine;
using Thriftscope.Cli;

// Ctrl-C first asks the command to end by itself; this is how long it may take. A program that is run decides for itself.
InvocationConfiguration invocation = new()
{
    ProcessTerminationTimeout = args is ["run", ..] ? null : TimeSpan.FromSeconds(15),
    EnableDefaultExceptionHandler = false,
};
return await ThriftscopeCommand.RunAsync(args, invocation);
