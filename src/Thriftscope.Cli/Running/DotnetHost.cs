using System.Runtime.InteropServices;

namespace Thriftscope.Cli.Running;

/// <summary>Finds the <c>dotnet</c> that runs a program.</summary>
internal static class DotnetHost
{
    private static readonly string FileName = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    /// <summary>The one that the user has named.</summary>
    public static string Find(string command) =>
        Executables.Find(command) ?? throw new ArgumentException($"There is no {command}. Give the path of .NET's dotnet.");

    /// <summary>The one that a program's own executable would find, or else the one that runs this command.</summary>
    public static string FindDefault()
    {
        string architecture = RuntimeInformation.ProcessArchitecture.ToString().ToUpperInvariant();
        string?[] roots =
        [
            Environment.GetEnvironmentVariable($"DOTNET_ROOT_{architecture}"),
            Environment.GetEnvironmentVariable("DOTNET_ROOT"),
            // From shared/Microsoft.NETCore.App/10.0.0.
            Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")),
        ];
        return roots.Where(r => !string.IsNullOrEmpty(r)).Select(r => Path.Combine(r!, FileName)).FirstOrDefault(File.Exists) ?? Find("dotnet");
    }
}
