using Thriftscope.Interop.Tests.Matrix;

namespace Thriftscope.Interop.Tests;

/// <summary>The Debian packages that a peer needs. <c>eng/peers.sh</c> installs them.</summary>
internal static class PeerPackages
{
    public const string Python = "/usr/bin/python3";
    public const string ThriftCompiler = "/usr/bin/thrift";

    private const string Modules = "/usr/lib/python3/dist-packages";

    /// <summary>Skips the test where the peer is not installed; on CI, where it must be, the test fails.</summary>
    public static void Require(PeerKind kind) => Require(Needed(kind));

    /// <summary>The same for what writes and reads the bytes of Apache's own transports.</summary>
    public static void RequireTransports() =>
        Require([("python3", Python), ("python3-thrift", $"{Modules}/thrift"), ("python3-pure-sasl", $"{Modules}/puresasl")]);

    /// <summary>The same for the peers that need no more than Python.</summary>
    public static void RequirePython() => Require([("python3", Python)]);

    /// <summary>The same for a peer of the matrix.</summary>
    public static void Require(PeerName name) => Require(Needed(name));

    private static void Require((string Package, string Path)[] needed)
    {
        string[] missing = [.. needed.Where(p => !Path.Exists(p.Path)).Select(p => p.Package)];
        if (missing.Length == 0)
            return;
        string problem = $"{string.Join(", ", missing)} not installed: run eng/peers.sh.";
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", problem);
        Assert.Fail(problem);
    }

    private static (string Package, string Path)[] Needed(PeerKind kind) => kind switch
    {
        PeerKind.ThriftPy => [("python3", Python), ("python3-thriftpy", $"{Modules}/thriftpy")],
        PeerKind.ApachePython => [("python3", Python), ("python3-thrift", $"{Modules}/thrift"), ("thrift-compiler", ThriftCompiler)],
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static (string Package, string Path)[] Needed(PeerName name) => name switch
    {
        PeerName.ThriftPy => Needed(PeerKind.ThriftPy),
        PeerName.Python => Needed(PeerKind.ApachePython),
        PeerName.Cpp => [("thrift-compiler", ThriftCompiler), ("g++", "/usr/bin/g++"), ("libthrift-dev", "/usr/include/thrift"), ("libboost-dev", "/usr/include/boost")],
        PeerName.Node => [("thrift-compiler", ThriftCompiler), ("nodejs", "/usr/bin/node"), ("npm", "/usr/bin/npm")],
        _ => [],
    };
}
