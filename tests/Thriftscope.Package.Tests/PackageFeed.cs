namespace Thriftscope.Package.Tests;

/// <summary>A folder with the packages, made of what was built here, and the projects outside this repository that reference them.</summary>
public sealed class PackageFeed : IAsyncLifetime
{
    private const string Version = "0.0.1-test";

    private readonly TemporaryFolder _folder = new();

    private static string PackagesFolder => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    public async ValueTask InitializeAsync()
    {
        foreach (string project in new[] { "Thriftscope.Idl", "Thriftscope.Telemetry", "Thriftscope", "Thriftscope.AspNetCore" })
        {
            await SucceedAsync(
                "pack", Path.Combine(Repository.Root, "src", project), "--no-build", "--configuration", Repository.Configuration, "--output", _folder.File("feed"), $"-p:Version={Version}");
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Writes a project into a folder of its own, and restores it.</summary>
    /// <param name="name">The name of the project and of its folder.</param>
    /// <param name="package">The package that it references.</param>
    /// <param name="items">The items of the project file.</param>
    /// <param name="files">The names and texts of its other files; with a <c>Program.cs</c> it is a program.</param>
    internal async Task<ConsumerProject> AddAsync(string name, string package, string items, params (string Name, string Text)[] files)
    {
        ConsumerProject project = new(_folder.File(name), name);
        project.Write($"{name}.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>{(files.Any(f => f.Name == "Program.cs") ? "Exe" : "Library")}</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <RestorePackagesPath>$(MSBuildThisFileDirectory)../packages</RestorePackagesPath>
                <RestoreFallbackFolders>{PackagesFolder}</RestoreFallbackFolders>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{package}" Version="{Version}" />
                {items}
              </ItemGroup>
            </Project>
            """);
        foreach ((string file, string text) in files)
            project.Write(file, text);
        // From here only; all else has been restored for this repository.
        await SucceedAsync("restore", project.File, "--source", _folder.File("feed"));
        return project;
    }

    private static async Task SucceedAsync(params string[] arguments)
    {
        (int exitCode, string output) = await Dotnet.RunAsync([.. arguments, "--verbosity", "quiet"]);
        exitCode.ShouldBe(0, output);
    }
}
