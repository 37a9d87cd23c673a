using System.CommandLine;
using Thriftscope.Cli;

// Ctrl-C first asks the command to end by itself; this is how long it may take.
InvocationConfiguration invocation = new() { ProcessTerminationTimeout = TimeSpan.FromSeconds(15), EnableDefaultExceptionHandler = false };
return await ThriftscopeCommand.RunAsync(args, invocation);
