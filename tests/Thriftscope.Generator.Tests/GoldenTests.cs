namespace Thriftscope.Generator.Tests;

/// <summary>The generated code as people read it: a change of it shows in the files of <c>Golden</c>.</summary>
public sealed class GoldenTests
{
    private const string Renew = "THRIFTSCOPE_RENEW_GOLDEN";

    [Fact]
    public void Generated_code_is_as_it_has_been_reviewed()
    {
        // From bin/Release/net10.0 to the sources.
        string folder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../Golden"));
        ThriftText[] files = [.. Directory.GetFiles(folder, "*.thrift").Select(f => new ThriftText($"/shop/{Path.GetFileName(f)}", File.ReadAllText(f)))];
        BuiltProject built = new ThriftProject(files).ShouldBuild();
        foreach ((string name, string code) in built.Sources)
        {
            string golden = Path.Combine(folder, name);
            if (Environment.GetEnvironmentVariable(Renew) == "1")
                File.WriteAllText(golden, code);
            (File.Exists(golden) ? File.ReadAllText(golden) : "").ShouldBe(
                code, $"The code of {name} has changed. If it is meant to, run this test with {Renew}=1, which writes {Path.GetFileName(golden)} anew, and review the difference.");
        }
    }
}
