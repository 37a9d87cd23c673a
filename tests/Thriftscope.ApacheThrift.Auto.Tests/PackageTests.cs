namespace Thriftscope.ApacheThrift.Auto.Tests;

/// <summary>A program outside this repository that references the package, from a folder of packages made here.</summary>
public sealed class PackageTests : IAsyncLifetime
{
    private const string Version = "0.0.1-test";

    private readonly TemporaryFolder _folder = new();

    private static string PackagesFolder => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private string Project => _folder.File("Program.csproj");

    public async ValueTask InitializeAsync()
    {
        string feed = _folder.File("feed");
        foreach (string project in new[] { "Thriftscope.Telemetry", "Thriftscope.ApacheThrift", "Thriftscope.ApacheThrift.Auto" })
        {
            await SucceedAsync(
                "pack", Path.Combine(Repository.Root, "src", project), "--no-build", "--configuration", Repository.Configuration, "--output", feed, $"-p:Version={Version}");
        }

        await File.WriteAllTextAsync(Project, $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <RestorePackagesPath>$(MSBuildThisFileDirectory)packages</RestorePackagesPath>
                <RestoreFallbackFolders>{PackagesFolder}</RestoreFallbackFolders>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Thriftscope.ApacheThrift.Auto" Version="{Version}" />
                <Compile Include="{Repository.Root}/tests/Programs/Plain/Adder.cs;{Repository.Root}/tests/Programs/Plain/Calls.cs" />
                <Compile Include="{Repository.Root}/tests/Programs/Woven/Program.cs" />
              </ItemGroup>
            </Project>
            """);
        // From here only; all else has been restored for this repository.
        await SucceedAsync("restore", Project, "--source", feed);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Referencing_the_package_is_enough_for_a_published_program_and_for_a_single_file()
    {
        await SucceedAsync("publish", Project, "--output", _folder.File("published"));
        await ShouldBeObservedAsync("dotnet", _folder.File("published/Program.dll"));

        await SucceedAsync(
            "publish", Project, "--output", _folder.File("single"), "--use-current-runtime", "--self-contained", "false", "-p:PublishSingleFile=true");
        File.Exists(_folder.File("single/Thrift.dll")).ShouldBeFalse();
        await ShouldBeObservedAsync(_folder.File("single/Program"));

        // A property turns it off, also where something woven has been built before.
        await SucceedAsync("publish", Project, "--output", _folder.File("off"), "-p:ThriftscopeAutoInstrument=false");
        (int exitCode, string output) = await Dotnet.RunAsync(_folder.File("off/Program.dll"));
        exitCode.ShouldBe(0, output);
        output.Trim().ShouldBe("sum 3");
    }

    private static async Task SucceedAsync(params string[] arguments)
    {
        (int exitCode, string output) = await Dotnet.RunAsync([.. arguments, "--verbosity", "quiet"]);
        exitCode.ShouldBe(0, output);
    }

    private static async Task ShouldBeObservedAsync(string file, params string[] arguments)
    {
        (int exitCode, string output) = await Dotnet.StartAsync(file, arguments);

        exitCode.ShouldBe(0, output);
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["Thriftscope: Client Adder/add", "Thriftscope: Server Adder/add", "sum 3"], ignoreOrder: true);
    }
}
