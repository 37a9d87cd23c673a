using System.CommandLine;
using System.CommandLine.Parsing;

namespace Thriftscope.Cli.Running;

/// <summary><c>thriftscope run</c>: a compiled program on Apache Thrift's package, with telemetry and without a change of its files.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        Argument<string[]> program = new("PROGRAM")
        {
            Description = "After two dashes, what starts the program: dotnet MyApp.dll ARGS, or ./MyApp ARGS.",
            Arity = ArgumentArity.ZeroOrMore,
        };

        Command command = new("run", "Run a program built on the package ApacheThrift with every client and server observed, and OpenTelemetry set up by the OTEL_* variables.")
        {
            program,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            // Without the dashes, options of the program would be taken for those of this command.
            if (parsed.Tokens.ElementAtOrDefault(1)?.Type != TokenType.DoubleDash || parsed.GetValue(program) is not { Length: > 0 } words)
                throw new ArgumentException("Write the program after two dashes: thriftscope run -- dotnet MyApp.dll");
            ProgramCommand given = ProgramCommand.Parse(words);
            return new ProgramRunner(parsed.InvocationConfiguration.Error).RunAsync(given, cancellationToken);
        });
        return command;
    }
}
