using Mono.Cecil;

namespace Thriftscope.ApacheThrift.Auto.Tests;

/// <summary>What the build of a program with the package makes.</summary>
public class BuildTests
{
    private const string Program = "tests/Programs/Woven";

    [Fact]
    public async Task A_built_program_is_observed()
    {
        (int exitCode, string output) = await Dotnet.RunAsync(Repository.Built(Program, "Woven.dll"));

        exitCode.ShouldBe(0, output);
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["Thriftscope: Client Adder/add", "Thriftscope: Server Adder/add", "sum 3"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_client_from_before_the_switch_is_observed_by_the_last_instrumentor_until_that_is_switched_off()
    {
        (int exitCode, string output) = await Dotnet.RunAsync(Repository.Built(Program, "Woven.dll"), "switch");

        exitCode.ShouldBe(0, output);
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(
            [
                "not yet 3",
                "Thriftscope: Client Adder/add", "switched on 7",
                "Other: Client Adder/add", "switched over 11",
                "switched off 15",
                "a later one 19",
            ]);
    }

    [Fact]
    public void A_program_without_the_package_has_the_original_library()
    {
        using AssemblyDefinition library = AssemblyDefinition.ReadAssembly(Repository.Built("tests/Thriftscope.ApacheThrift.Auto.Tests", "Thrift.dll"));

        library.MainModule.AssemblyReferences.ShouldNotContain(r => r.Name == "Thriftscope.ApacheThrift");
    }

    [Fact]
    public async Task The_weaver_reports_errors_in_the_form_of_the_build()
    {
        (int exitCode, string output) = await Dotnet.RunAsync(
            "exec", Repository.Built("src/Thriftscope.ApacheThrift.Auto", "Thriftscope.ApacheThrift.Auto.dll"), "nowhere.dll", "woven.dll");

        exitCode.ShouldBe(1);
        output.ShouldContain("Thriftscope.ApacheThrift.Auto : error THRIFTWEAVER: ");
        output.ShouldContain("nowhere.dll");
    }
}
