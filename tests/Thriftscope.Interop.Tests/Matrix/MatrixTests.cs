using System.Diagnostics;

namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>Every method of the service, in every cell, in both directions. A class for each peer, so that two run at once.</summary>
public abstract class MatrixTests(MatrixFixture fixture, PeerName name)
{
    /// <summary>The cells in which a peer can play a part.</summary>
    protected static TheoryData<string, string> Cells(PeerName name, PeerRole role)
    {
        TheoryData<string, string> cells = [];
        foreach (Cell cell in MatrixCells.All.Where(c => PeerTable.WhyNot(name, role, c) is null))
            cells.Add(cell.Protocol, cell.Wire.Name);
        return cells;
    }

    private protected async Task RunAsync(PeerRole role, string protocol, string wire)
    {
        Cell cell = MatrixCells.All.Single(c => c.Protocol == protocol && c.Wire.Name == wire);
        IMatrixPeer peer = await fixture.PeerAsync(name);
        IMatrixPeer ours = fixture.Thriftscope;
        (IMatrixPeer client, IMatrixPeer server) = role == PeerRole.Client ? (peer, ours) : (ours, peer);
        IReadOnlyDictionary<string, string> leftOut = PeerTable.LeftOut(name, role, cell);
        string[] cases = [.. MatrixCases.All.Where(c => !leftOut.ContainsKey(c))];
        // A caller's activity makes our client send its context, which the peer has to skip.
        using Activity caller = new Activity("caller").Start();

        IReadOnlyDictionary<string, string> results = await client.CallAsync(cell, await server.ServeAsync(cell), cases);

        results.Keys.ShouldBe(cases, ignoreOrder: true);
        string[] failures = [.. results.Where(r => r.Value.Length > 0).Select(r => $"{r.Key}: {r.Value}")];
        MatrixResults.Add(peer.Description, name, role, cell, cases.Length, failures.Length);
        failures.ShouldBeEmpty();
        if (role == PeerRole.Client)
            fixture.Thriftscope.TakeFormats().ShouldBe([SeenFormats.Of(cell)], "The peer did not speak what the cell says.");
    }
}
