using System.Diagnostics;
using Thriftscope.Interop.Tests.Matrix;

namespace Thriftscope.Interop.Tests.Dialects;

/// <summary>A script of <c>Peers</c>, and what it takes to run it.</summary>
internal sealed class DialectProgram
{
    private static readonly string Scripts = Path.Combine(AppContext.BaseDirectory, "Dialects", "Peers");

    private readonly string _script;
    private readonly Func<Task<string?>> _prepareAsync;

    /// <param name="script">The name of the script.</param>
    /// <param name="prepareAsync">Skips the test where something is missing; returns the folder of Node's packages where they are needed.</param>
    private DialectProgram(string script, Func<Task<string?>> prepareAsync)
    {
        _script = script;
        _prepareAsync = prepareAsync;
    }

    /// <summary>Every dialect, written from their descriptions.</summary>
    public static DialectProgram Dialects { get; } = new("dialect_peer.py", () => NeedAsync(PeerPackages.RequirePython));

    /// <summary>ThriftPy 0.3.9 with its own tracking.</summary>
    public static DialectProgram ThriftPyTracking { get; } = new("thriftpy_tracking.py", () => NeedAsync(() => PeerPackages.Require(PeerKind.ThriftPy)));

    /// <summary>Apache Thrift for Node behind THeader.</summary>
    public static DialectProgram NodeTHeader { get; } = new("node_theader.js", async () => await PeerPrograms.NodeModulesAsync());

    /// <summary>Compares the golden bytes with what is read from and written for them.</summary>
    public static DialectProgram CheckGolden { get; } = new("check_golden.py", () => NeedAsync(PeerPackages.RequirePython));

    /// <summary>Runs the other scripts against each other.</summary>
    public static DialectProgram SelfTest { get; } = new("self_test.py", async () =>
    {
        PeerPackages.Require(PeerKind.ThriftPy);
        return await PeerPrograms.NodeModulesAsync();
    });

    /// <summary>Starts it. Skips the test where what it needs is not installed; on CI, where it must be, the test fails.</summary>
    public async Task<DialectProcess> StartAsync(params string[] arguments)
    {
        string? nodeModules = await _prepareAsync();
        bool isNode = _script.EndsWith(".js", StringComparison.Ordinal);
        string script = Path.Combine(Scripts, _script);
        ProcessStartInfo start = isNode
            ? new("node", ["--no-deprecation", script, .. arguments])
            : new(PeerPackages.Python, [script, .. arguments]);
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        if (nodeModules is not null)
            start.Environment["NODE_PATH"] = nodeModules;
        return new DialectProcess(start);
    }

    private static Task<string?> NeedAsync(Action require)
    {
        require();
        return Task.FromResult<string?>(null);
    }
}
