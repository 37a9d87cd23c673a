using System.Diagnostics;

namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>Starts the peers. What they run from is made by <c>eng/peer-programs.sh</c>.</summary>
internal static class PeerPrograms
{
    private static readonly string Folder = Path.Combine(Repository.Artifacts, "interop");
    private static readonly string Sources = Path.Combine(AppContext.BaseDirectory, "Matrix", "Peers");

    /// <summary>Set by the peer that is compiled only where there is Apache's compiler.</summary>
    public static Func<MatrixCertificate, IMatrixPeer>? DotNet { get; set; }

    /// <summary>Starts a peer. Skips the test where it is not installed; on CI, where it must be, the test fails.</summary>
    public static async Task<IMatrixPeer> StartAsync(PeerName name, MatrixCertificate certificate)
    {
        PeerPackages.Require(name);
        switch (name)
        {
            case PeerName.ThriftPy:
                return new PeerProgram(
                    $"ThriftPy {await DebianVersionAsync("python3-thriftpy")}",
                    _ => Python("thriftpy_matrix.py", MatrixIdl.FilePath, certificate.FilePath));
            case PeerName.Python:
                await MakeAsync("python");
                return new PeerProgram(
                    $"Apache Thrift {await DebianVersionAsync("python3-thrift")} for Python",
                    _ => Python("apache_matrix.py", Path.Combine(Folder, "python"), certificate.FilePath));
            case PeerName.Cpp:
                await MakeAsync("cpp");
                return new PeerProgram(
                    $"Apache Thrift {await DebianVersionAsync("libthrift-dev")} for C++",
                    folder => new ProcessStartInfo(Path.Combine(Folder, "cpp", "peer"), [folder, certificate.FilePath]));
            case PeerName.Node:
                await MakeAsync("node");
                string node = Path.Combine(Folder, "node");
                return new PeerProgram(
                    $"Apache Thrift {await VersionAsync("node", "-p", $"require('{node}/node_modules/thrift/package.json').version")} for Node",
                    _ => new ProcessStartInfo("node", [Path.Combine(Sources, "node", "peer.js"), Path.Combine(node, "generated"), certificate.FilePath])
                    {
                        Environment = { ["NODE_PATH"] = Path.Combine(node, "node_modules") },
                    });
            default:
                return DotNet!(certificate);
        }
    }

    /// <summary>The folder with npm's thrift, which it makes where it is not there. Skips the test as <see cref="StartAsync"/> does.</summary>
    public static async Task<string> NodeModulesAsync()
    {
        PeerPackages.Require(PeerName.Node);
        await MakeAsync("node");
        return Path.Combine(Folder, "node", "node_modules");
    }

    private static ProcessStartInfo Python(string script, string source, string certificate) =>
        new(PeerPackages.Python, [Path.Combine(Sources, script), source, certificate]) { Environment = { ["PYTHONDONTWRITEBYTECODE"] = "1" } };

    private static Task<string> MakeAsync(string program) => RunAsync("bash", Path.Combine(Repository.Root, "eng", "peer-programs.sh"), program);

    // Without the parts of the version that are Debian's own: they change with each security fix.
    private static async Task<string> DebianVersionAsync(string package) =>
        (await VersionAsync("dpkg-query", "--show", "--showformat=${Version}", package)).Split('+', '-')[0];

    private static async Task<string> VersionAsync(string program, params string[] arguments) => (await RunAsync(program, arguments)).Trim();

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(3));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }

        process.ExitCode.ShouldBe(0, await errors);
        return await output;
    }
}
