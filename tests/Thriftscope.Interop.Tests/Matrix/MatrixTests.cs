using System.Diagnostics;

namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>Every method of the service, in every cell, in both directions, with our dynamic and with our typed half. A class for each peer, so that two run at once.</summary>
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
        IReadOnlyDictionary<string, string> leftOut = PeerTable.LeftOut(name, role, cell);
        string[] cases = [.. MatrixCases.All.Where(c => !leftOut.ContainsKey(c))];
        string? itsAddress = role == PeerRole.Server ? await peer.ServeAsync(cell) : null;
        // A caller's activity makes our client send its context, which the peer has to skip.
        using Activity caller = new Activity("caller").Start();

        List<string> failures = [];
        foreach (ThriftscopePeer ours in fixture.Ours)
        {
            // 1 MiB takes most peers long: our dynamic half has it, and the typed one 64 KiB.
            Cell called = ours.IsTyped ? cell with { IsBrief = true } : cell;
            IReadOnlyDictionary<string, string> results = itsAddress is null
                ? await peer.CallAsync(called, await ours.ServeAsync(cell), cases)
                : await ours.CallAsync(called, itsAddress, cases);
            results.Keys.ShouldBe(cases, ignoreOrder: true);
            failures.AddRange(results.Where(r => r.Value.Length > 0).Select(r => $"{ours.Description}, {r.Key}: {r.Value}"));
        }

        MatrixResults.Add(peer.Description, name, role, cell, cases.Length, failures.Count);
        failures.ShouldBeEmpty();
        if (role == PeerRole.Server)
            return;
        foreach (ThriftscopePeer ours in fixture.Ours)
            ours.TakeFormats().ShouldBe([SeenFormats.Of(cell)], "The peer did not speak what the cell says.");
    }
}
