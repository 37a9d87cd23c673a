using System.Collections.Concurrent;

[assembly: AssemblyFixture(typeof(Thriftscope.Interop.Tests.Matrix.MatrixResults))]

namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>Keeps what each cell gave, and writes it to <c>artifacts/interop.md</c>, for <c>eng/interop.sh</c>.</summary>
public sealed class MatrixResults : IDisposable
{
    private static readonly ConcurrentDictionary<PeerName, string> Descriptions = new();
    private static readonly ConcurrentDictionary<(PeerName, PeerRole, Cell), (int Cases, int Failures)> Results = new();

    internal static void Add(string description, PeerName peer, PeerRole role, Cell cell, int cases, int failures)
    {
        Descriptions[peer] = description;
        Results[(peer, role, cell)] = (cases, failures);
    }

    public void Dispose()
    {
        if (Results.IsEmpty)
            return;
        Directory.CreateDirectory(Repository.Artifacts);
        File.WriteAllText(Path.Combine(Repository.Artifacts, "interop.md"), MatrixDocument.Write(Descriptions, Results));
    }
}
