namespace Thriftscope.Cli.Running;

/// <summary>Runs a program. From then on standard input, output and error and the exit code are the program's own.</summary>
internal sealed class ProgramRunner(TextWriter error)
{
    public async Task<int> RunAsync(ProgramCommand program, CancellationToken cancellationToken)
    {
        RuntimeConfiguration configuration = RuntimeConfiguration.Read(program);
        if (ProgramLibraries.FindThrift(program, program.Values("--additionalprobingpath").Concat(configuration.ProbingPaths)) is not { } thrift)
        {
            // It may be one of several that are all started in this way.
            await error.WriteLineAsync($"thriftscope: {program.Name} has no Thrift.dll: it runs without telemetry.");
            return await StartAsync(program.Host, ["exec", .. program.Options, program.Assembly, .. program.Arguments], cancellationToken);
        }

        PreparedProgram prepared = PreparedProgram.Prepare(program, configuration, thrift);
        try
        {
            return await StartAsync(prepared.Host, prepared.Arguments, cancellationToken);
        }
        finally
        {
            prepared.Delete();
        }
    }

    private static Task<int> StartAsync(string host, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        // Ctrl-C up to here was meant for the program too.
        cancellationToken.ThrowIfCancellationRequested();
        if (OperatingSystem.IsWindows())
            return ChildProcess.RunAsync(host, arguments);
        throw ProcessReplacement.Replace(host, arguments);
    }
}
