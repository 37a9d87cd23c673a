using Thriftscope.ApacheThrift.Weaver;

namespace Thriftscope.Cli.Running;

/// <summary>
/// A program with a woven Thrift.dll and the agent, ready to start. Its own files stay as they are: what differs lies in a folder
/// that only this user can read, and that the agent deletes once the program has loaded it.
/// </summary>
internal sealed class PreparedProgram
{
    private static readonly string AgentFolder = Path.Combine(AppContext.BaseDirectory, "agent");

    private PreparedProgram(string host, IReadOnlyList<string> arguments, string folder)
    {
        Host = host;
        Arguments = arguments;
        Folder = folder;
    }

    public string Host { get; }

    public IReadOnlyList<string> Arguments { get; }

    /// <summary>The temporary folder.</summary>
    public string Folder { get; }

    /// <exception cref="InvalidOperationException">The program can't be run with the agent; the message says why.</exception>
    public static PreparedProgram Prepare(ProgramCommand program, RuntimeConfiguration configuration, string thrift)
    {
        if (!Directory.Exists(AgentFolder))
            throw new InvalidOperationException($"{AgentFolder} is missing: install the command anew.");
        string folder = TemporaryFolder.Create();
        try
        {
            string woven = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "woven")).FullName, "Thrift.dll");
            _ = ThriftWeaver.Weave(thrift, woven);
            string dependencies = Path.Combine(folder, "thriftscope.deps.json");
            AdditionalDependencies.Write(dependencies, woven, AgentFolder, File.Exists(program.DependenciesFile) ? null : program.Folder);
            // The agent reads these names.
            string runtimeConfiguration = configuration.WriteCopy(folder, Path.Combine(AgentFolder, "Thriftscope.Agent.dll"), new Dictionary<string, string>
            {
                ["Thriftscope.Agent.TemporaryFolder"] = folder,
                ["Thriftscope.Agent.Thrift"] = Path.GetFullPath(thrift),
                ["Thriftscope.Agent.ServiceName"] = program.Name,
            });
            return new PreparedProgram(
                program.Host,
                [
                    "exec",
                    .. program.OptionsWithout("--runtimeconfig", "--additional-deps"),
                    "--runtimeconfig", runtimeConfiguration,
                    "--additional-deps", string.Join(Path.PathSeparator, Additional(program).Prepend(dependencies)),
                    "--additionalprobingpath", folder,
                    "--additionalprobingpath", Path.GetDirectoryName(AgentFolder)!,
                    program.Assembly,
                    .. program.Arguments,
                ],
                folder);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Deletes the temporary folder, if the agent hasn't.</summary>
    public void Delete()
    {
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    // The option takes the variable's place.
    private static IEnumerable<string> Additional(ProgramCommand program) =>
        new[] { program.Option("--additional-deps") ?? Environment.GetEnvironmentVariable("DOTNET_ADDITIONAL_DEPS") }
            .Where(list => !string.IsNullOrEmpty(list))
            .Select(list => list!);
}
