using System.Text.Json;
using System.Text.Json.Nodes;

namespace Thriftscope.Cli.Running;

/// <summary>A program's runtimeconfig.json: what it needs to run, and the copy that it runs with here.</summary>
internal sealed class RuntimeConfiguration
{
    private const int MinimumRuntime = 10;
    private const string HooksProperty = "STARTUP_HOOKS";

    private readonly string _file;
    private readonly JsonObject _json;
    private readonly JsonObject _options;

    private RuntimeConfiguration(string file, JsonObject json)
    {
        _file = file;
        _json = json;
        _options = json["runtimeOptions"] as JsonObject ?? [];
    }

    /// <summary>Where the host looks for libraries besides the program's folder.</summary>
    public IEnumerable<string> ProbingPaths => new[] { _options, DeveloperOptions() }
        .SelectMany(options => options?["additionalProbingPaths"] as JsonArray ?? [])
        .Select(path => path!.ToString());

    // Written beside it by older SDKs, for programs that run from the folder of packages.
    private string DeveloperFile => Path.ChangeExtension(_file, ".dev.json");

    /// <summary>Reads and checks it.</summary>
    /// <exception cref="InvalidOperationException">The program can't be run with the agent; the message says why.</exception>
    public static RuntimeConfiguration Read(ProgramCommand program)
    {
        string file = program.Option("--runtimeconfig") ?? Path.Combine(program.Folder, program.Name + ".runtimeconfig.json");
        if (!File.Exists(file))
            throw new InvalidOperationException($"There is no {file}: {program.Name}.dll is a library, or its program was not built completely.");
        RuntimeConfiguration configuration = new(file, Json.Read(file));
        configuration.Check(program);
        return configuration;
    }

    /// <summary>
    /// Writes a copy that starts the agent. Environment variables could do so too, but the program's children would inherit them.
    /// </summary>
    /// <returns>Its path.</returns>
    public string WriteCopy(string folder, string hook, IReadOnlyDictionary<string, string> properties)
    {
        JsonObject copy = (JsonObject)_json.DeepClone();
        JsonObject options = (JsonObject)copy["runtimeOptions"]!;
        if (options["configProperties"] is not JsonObject all)
            options["configProperties"] = all = [];
        string? hooks = all[HooksProperty]?.ToString();
        all[HooksProperty] = string.IsNullOrEmpty(hooks) ? hook : hook + Path.PathSeparator + hooks;
        foreach ((string name, string value) in properties)
            all[name] = value;
        foreach (JsonObject framework in Frameworks(options).Where(f => Major(Version(f)) < MinimumRuntime))
            framework["version"] = $"{MinimumRuntime}.0.0";

        string path = Path.Combine(folder, Path.GetFileName(_file));
        File.WriteAllText(path, copy.ToJsonString());
        if (File.Exists(DeveloperFile))
            File.Copy(DeveloperFile, Path.Combine(folder, Path.GetFileName(DeveloperFile)));
        return path;
    }

    private static IEnumerable<JsonObject> Frameworks(JsonObject options) =>
        (options["frameworks"] as JsonArray ?? []).Append(options["framework"]).OfType<JsonObject>();

    private static string Version(JsonObject framework) => framework["version"]?.ToString() ?? "";

    private static int Major(string version) => int.TryParse(version.Split('.')[0], out int major) ? major : MinimumRuntime;

    private JsonObject? DeveloperOptions() => File.Exists(DeveloperFile) ? Json.Read(DeveloperFile)["runtimeOptions"] as JsonObject : null;

    private void Check(ProgramCommand program)
    {
        JsonObject[] frameworks = [.. Frameworks(_options)];
        if (frameworks.Length == 0)
        {
            throw new InvalidOperationException(
                $"{program.Name} is published with a runtime of its own, whose host takes no other libraries. Publish it with --self-contained false, "
                + "or reference the package Thriftscope.ApacheThrift.Auto in the program.");
        }

        if (_options["configProperties"]?["System.StartupHookProvider.IsSupported"]?.ToString() is "false")
        {
            throw new InvalidOperationException(
                $"{_file} turns startup hooks off, which the agent needs. Remove System.StartupHookProvider.IsSupported from it, or publish with "
                + "StartupHookSupport=true.");
        }

        string version = program.Option("--fx-version") ?? frameworks.Select(Version).MinBy(Major)!;
        if (Major(version) < MinimumRuntime && (program.Option("--fx-version") is not null || !RollsForward(program)))
        {
            throw new InvalidOperationException(
                $"{program.Name} is built for .NET {version}, and the agent needs .NET {MinimumRuntime}. If the program may run on it: "
                + $"thriftscope run -- dotnet --roll-forward Major {program.Assembly}");
        }
    }

    private bool RollsForward(ProgramCommand program) =>
        new[] { program.Option("--roll-forward"), Environment.GetEnvironmentVariable("DOTNET_ROLL_FORWARD"), _options["rollForward"]?.ToString() }
            .Any(r => string.Equals(r, "Major", StringComparison.OrdinalIgnoreCase) || string.Equals(r, "LatestMajor", StringComparison.OrdinalIgnoreCase));
}
