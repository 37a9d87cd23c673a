using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;

namespace Thriftscope.Cli.Running;

/// <summary>
/// The list of libraries that the host adds to a program's own: the woven Thrift.dll, and the agent's. Of two files of one name the
/// host takes the one with the higher version, so the program keeps what it has newer, and gets newer what the agent needs.
/// https://github.com/dotnet/runtime/blob/main/docs/design/features/additional-deps.md
/// </summary>
internal static class AdditionalDependencies
{
    // The same assembly as the program's own but for this, which no real file has.
    private const string HigherThanAny = "65535.65535.65535.65535";

    // A file of the program's folder would be taken first if it were there; this says that there is none.
    private const string NotInTheProgramsFolder = "thriftscope-not-there/";

    private const string Target = ".NETCoreApp,Version=v10.0";

    /// <summary>Writes the list. The files are found by probing the folders above theirs.</summary>
    /// <param name="file">What to write.</param>
    /// <param name="wovenThrift">The woven library.</param>
    /// <param name="agentFolder">The agent and its libraries.</param>
    /// <param name="unlistedFolder">The folder of a program that has no list of its own: the host knows no versions of what lies there.</param>
    public static void Write(string file, string wovenThrift, string agentFolder, string? unlistedFolder)
    {
        JsonObject woven = new() { ["Thrift.dll"] = Asset("Thrift.dll", AssemblyName.GetAssemblyName(wovenThrift).Version!.ToString(), HigherThanAny) };
        JsonObject agent = [];
        foreach (string library in Directory.EnumerateFiles(agentFolder, "*.dll").Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(library);
            (Version assemblyVersion, Version fileVersion) = Versions(library);
            string? programs = unlistedFolder is null ? null : Path.Combine(unlistedFolder, name);
            if (!File.Exists(programs) || Versions(programs).CompareTo((assemblyVersion, fileVersion)) < 0)
                agent[name] = Asset(name, assemblyVersion.ToString(), fileVersion.ToString());
        }

        JsonObject json = new()
        {
            ["runtimeTarget"] = new JsonObject { ["name"] = Target },
            ["targets"] = new JsonObject
            {
                [Target] = new JsonObject
                {
                    ["Thriftscope.Woven/1.0.0"] = new JsonObject { ["runtime"] = woven },
                    ["Thriftscope.Agent/1.0.0"] = new JsonObject { ["runtime"] = agent },
                },
            },
            ["libraries"] = new JsonObject
            {
                ["Thriftscope.Woven/1.0.0"] = Library(Path.GetDirectoryName(wovenThrift)!),
                ["Thriftscope.Agent/1.0.0"] = Library(agentFolder),
            },
        };
        File.WriteAllText(file, json.ToJsonString());
    }

    private static (Version Assembly, Version File) Versions(string library)
    {
        FileVersionInfo file = FileVersionInfo.GetVersionInfo(library);
        return (AssemblyName.GetAssemblyName(library).Version!, new Version(file.FileMajorPart, file.FileMinorPart, file.FileBuildPart, file.FilePrivatePart));
    }

    private static JsonObject Asset(string name, string assemblyVersion, string fileVersion) => new()
    {
        ["assemblyVersion"] = assemblyVersion,
        ["fileVersion"] = fileVersion,
        ["localPath"] = NotInTheProgramsFolder + name,
    };

    private static JsonObject Library(string folder) => new() { ["type"] = "package", ["serviceable"] = false, ["sha512"] = "", ["path"] = Path.GetFileName(folder) };
}
