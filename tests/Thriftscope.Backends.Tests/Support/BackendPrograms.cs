namespace Thriftscope.Backends.Tests;

/// <summary>The real monitoring programs. <c>eng/backend-programs.sh</c> brings them.</summary>
internal static class BackendPrograms
{
    private static readonly string Folder = Path.Combine(Repository.Root, "artifacts", "backends");

    public static string Prometheus => Require("usr/bin/prometheus");

    public static string Promtool => Require("usr/bin/promtool");

    public static string Collectd => Require("usr/sbin/collectd");

    public static string CollectdPlugins => Require("usr/lib/collectd");

    public static string Statsd => Require("node_modules/statsd/stats.js");

    /// <summary>Skips the test where the program is missing; on CI, where it must be there, the test fails.</summary>
    private static string Require(string path)
    {
        string full = Path.Combine(Folder, path);
        if (Path.Exists(full))
            return full;
        string problem = $"{Path.GetFileName(path)} is missing: run eng/backend-programs.sh.";
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", problem);
        Assert.Fail(problem);
        return full;
    }
}
