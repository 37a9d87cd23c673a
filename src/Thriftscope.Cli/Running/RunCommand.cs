using System.CommandLine;
using System.CommandLine.Parsing;

namespace Thriftscope.Cli.Running;

/// <summary><c>thriftscope run</c>: a compiled program on Apache Thrift's package, with telemetry and without a change of its files.</summary>
internal static class RunCommand
{
    private const string Usage = "Write the program after two dashes: thriftscope run -- dotnet MyApp.dll";

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
        // Without the dashes, options of the program would be taken for those of this command.
        command.Validators.Add(result =>
        {
            if (!result.Tokens.Any() || !result.Children.OfType<ArgumentResult>().Any(a => a.Tokens.Count > 0))
                result.AddError(Usage);
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (!parsed.Tokens.Any(t => t.Type == TokenType.DoubleDash))
                throw new ArgumentException(Usage);
            ProgramCommand given = ProgramCommand.Parse(parsed.GetRequiredValue(program));
            return await new ProgramRunner(parsed.InvocationConfiguration.Error).RunAsync(given);
        });
        return command;
    }
}
