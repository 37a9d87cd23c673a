using Thrift;
using Thrift.Processor;
using Thrift.Protocol;
using Thriftscope.ApacheThrift;

namespace Thriftscope.Interop.Tests.Matrix.DotNet;

/// <summary>The THeader that Apache's package gets from us, and the libraries that have their own: every method, both ways.</summary>
public sealed class HeaderTests(MatrixFixture fixture) : IClassFixture<MatrixFixture>
{
    private static readonly PeerName[] Peers = [PeerName.Python, PeerName.Cpp];

    public static TheoryData<PeerName, string, string> Servers => Cells(PeerRole.Server);

    public static TheoryData<PeerName, string, string> Clients => Cells(PeerRole.Client);

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Our_client_calls_the_peers_server(PeerName name, string protocol, string wire)
    {
        (IMatrixPeer peer, Cell cell, string[] cases) = await ArrangeAsync(name, PeerRole.Server, protocol, wire);
        IMatrixPeer ours = await fixture.PeerAsync(PeerName.DotNet);

        ShouldBeWhole(await ours.CallAsync(cell, await peer.ServeAsync(cell), cases), cases);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task The_peers_client_calls_our_server(PeerName name, string protocol, string wire)
    {
        (IMatrixPeer peer, Cell cell, string[] cases) = await ArrangeAsync(name, PeerRole.Client, protocol, wire);
        IMatrixPeer ours = await fixture.PeerAsync(PeerName.DotNet);

        ShouldBeWhole(await peer.CallAsync(cell, await ours.ServeAsync(cell), cases), cases);
    }

    [Theory]
    [InlineData("unframed")]
    [InlineData("framed")]
    public async Task A_peers_client_without_headers_calls_our_server_with_them(string transport)
    {
        foreach (string protocol in (string[])["binary", "compact"])
        {
            Cell header = MatrixCells.All.First(c => c.Protocol == protocol && c.Wire.Name == "THeader");
            string address = await (await fixture.PeerAsync(PeerName.DotNet)).ServeAsync(header);
            foreach (PeerName name in Peers)
            {
                (IMatrixPeer peer, Cell cell, string[] cases) = await ArrangeAsync(name, PeerRole.Client, protocol, transport);
                ShouldBeWhole(await peer.CallAsync(cell, address, cases), cases);
            }
        }
    }

    private static TheoryData<PeerName, string, string> Cells(PeerRole role)
    {
        TheoryData<PeerName, string, string> cells = [];
        foreach (PeerName name in Peers)
        {
            foreach (Cell cell in MatrixCells.All.Where(c => c.Wire.IsHeader && PeerTable.WhyNot(name, role, c) is null))
                cells.Add(name, cell.Protocol, cell.Wire.Name);
        }

        return cells;
    }

    private static void ShouldBeWhole(IReadOnlyDictionary<string, string> results, string[] cases)
    {
        results.Keys.ShouldBe(cases, ignoreOrder: true);
        results.Where(r => r.Value.Length > 0).ShouldBeEmpty();
    }

    private async Task<(IMatrixPeer Peer, Cell Cell, string[] Cases)> ArrangeAsync(PeerName name, PeerRole role, string protocol, string wire)
    {
        Cell cell = MatrixCells.All.Single(c => c.Protocol == protocol && c.Wire.Name == wire) with { IsBrief = true };
        IReadOnlyDictionary<string, string> leftOut = PeerTable.LeftOut(name, role, cell);
        return (await fixture.PeerAsync(name), cell, [.. MatrixCases.All.Where(c => !leftOut.ContainsKey(c))]);
    }
}
