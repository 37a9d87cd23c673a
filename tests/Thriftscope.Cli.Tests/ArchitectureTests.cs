using System.Xml.Linq;

namespace Thriftscope.Cli.Tests;

/// <summary>Holds the projects to who may use whom: an arrow the other way is a design fault.</summary>
public class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Thriftscope.Idl"] = [],
        ["Thriftscope.Telemetry"] = [],
        ["Thriftscope.StatsD"] = [],
        ["Thriftscope"] = ["Thriftscope.Generator", "Thriftscope.Idl", "Thriftscope.Telemetry"],
        ["Thriftscope.AspNetCore"] = ["Thriftscope"],
        ["Thriftscope.OpenTelemetry"] = ["Thriftscope.StatsD", "Thriftscope.Telemetry"],
        ["Thriftscope.ApacheThrift"] = ["Thriftscope.Telemetry"],
        ["Thriftscope.ApacheThrift.Weaver"] = [],
        ["Thriftscope.ApacheThrift.Auto"] = ["Thriftscope.ApacheThrift", "Thriftscope.ApacheThrift.Weaver"],
        ["Thriftscope.Agent"] = ["Thriftscope.ApacheThrift", "Thriftscope.OpenTelemetry"],
        ["Thriftscope.Generator"] = ["Thriftscope.Idl"],
        ["Thriftscope.Cli"] =
        [
            "Thriftscope.Agent", "Thriftscope.ApacheThrift.Weaver", "Thriftscope.AspNetCore", "Thriftscope.OpenTelemetry", "Thriftscope.StatsD",
        ],
    };

    // What a library author takes on by referencing the projects at the bottom.
    private static readonly Dictionary<string, string[]> Packages = new()
    {
        ["Thriftscope.Idl"] = [],
        ["Thriftscope.StatsD"] = [],
        ["Thriftscope.Telemetry"] = ["Microsoft.Extensions.Logging.Abstractions"],
    };

    public static TheoryData<string> Projects => [.. Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
        .Select(f => Path.GetFileNameWithoutExtension(f))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_it_may(string project)
    {
        Arrows.ShouldContainKey(project);
        References(project, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r)).Except(Arrows[project]).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_projects_at_the_bottom_take_no_packages_along(string project)
    {
        if (Packages.TryGetValue(project, out string[]? allowed))
            References(project, "PackageReference").Except(allowed).ShouldBeEmpty();
    }

    private static IEnumerable<string> References(string project, string kind) => XDocument
        .Load(Path.Combine(Repository.Root, "src", project, project + ".csproj"))
        .Descendants(kind)
        .Select(r => r.Attribute("Include")!.Value.Replace('\\', '/'));
}
