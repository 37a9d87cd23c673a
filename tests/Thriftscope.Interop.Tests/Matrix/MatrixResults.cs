using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;

[assembly: AssemblyFixture(typeof(Thriftscope.Interop.Tests.Matrix.MatrixResults))]

namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>Keeps what each cell gave, and writes it to <c>artifacts/interop.json</c>, which <c>eng/interop.sh</c> makes a document of.</summary>
public sealed class MatrixResults : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };
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
        object document = new { Peers = Enum.GetValues<PeerName>().Select(PeerOf), Cases = MatrixCases.All.Count };
        File.WriteAllText(Path.Combine(Repository.Artifacts, "interop.json"), JsonSerializer.Serialize(document, Json));
    }

    private static object PeerOf(PeerName peer) => new
    {
        Name = peer,
        Description = Descriptions.GetValueOrDefault(peer),
        Cells = from cell in MatrixCells.All
                from role in Enum.GetValues<PeerRole>()
                select CellOf(peer, role, cell),
    };

    private static object CellOf(PeerName peer, PeerRole role, Cell cell)
    {
        string? whyNot = PeerTable.WhyNot(peer, role, cell);
        (int Cases, int Failures)? result = Results.TryGetValue((peer, role, cell), out (int, int) found) ? found : null;
        return new
        {
            cell.Protocol,
            Wire = cell.Wire.Name,
            Role = role,
            WhyNot = whyNot,
            LeftOut = whyNot is null ? PeerTable.LeftOut(peer, role, cell) : null,
            result?.Cases,
            result?.Failures,
        };
    }
}
