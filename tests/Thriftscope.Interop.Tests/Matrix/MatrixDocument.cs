using System.Text;

namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>What docs/interop.md says.</summary>
internal static class MatrixDocument
{
    public static string Write(IReadOnlyDictionary<PeerName, string> peers, IReadOnlyDictionary<(PeerName, PeerRole, Cell), (int Cases, int Failures)> results)
    {
        StringBuilder text = new($"""
            # Interoperability

            Made by `eng/interop.sh` from a run: do not edit. Our client calls each peer's server, and each peer's client our server, in every
            cell, once with the dynamic and once with the generated, typed client or server: {MatrixCases.All.Count} cases, which are all methods of
            `tests/Thriftscope.Interop.Tests/Matrix/matrix.thrift`, with every type, with what
            is largest, smallest, empty and 1 MiB long (64 KiB for typed ones, and in JSON, but for two wires), with exceptions, oneway calls and unknown methods, and
            with the caller's context, which the peer has to skip; our server has to see the protocol and the transport that the cell names. A number
            of cases stands where the peer can't do the rest; why is told below the table. A dash is a cell that it can't
            do at all. "not run" is a cell without a result, "fails" one with failures.

            """);
        foreach (PeerName peer in Enum.GetValues<PeerName>())
            WritePeer(text, peer, peers.GetValueOrDefault(peer, $"{peer} (not run)"), results);
        return text.ToString();
    }

    private static void WritePeer(
        StringBuilder text, PeerName peer, string description, IReadOnlyDictionary<(PeerName, PeerRole, Cell), (int Cases, int Failures)> results)
    {
        text.Append($"\n## {description}\n\n| its client / its server | {string.Join(" | ", MatrixCells.Protocols)} |\n| --- |{string.Concat(MatrixCells.Protocols.Select(_ => " --- |"))}\n");
        foreach (Wire wire in Wire.All)
        {
            IEnumerable<string> cells = MatrixCells.Protocols.Select(p => new Cell(p, wire))
                .Select(c => string.Join(" / ", Enum.GetValues<PeerRole>().Select(role => Result(peer, role, c, results))));
            text.Append($"| {wire.Name} | {string.Join(" | ", cells)} |\n");
        }

        text.Append('\n');
        foreach (string line in Reasons(peer))
            text.Append($"- {line}\n");
    }

    private static string Result(
        PeerName peer, PeerRole role, Cell cell, IReadOnlyDictionary<(PeerName, PeerRole, Cell), (int Cases, int Failures)> results)
    {
        if (PeerTable.WhyNot(peer, role, cell) is not null)
            return "–";
        if (!results.TryGetValue((peer, role, cell), out (int Cases, int Failures) result))
            return "not run";
        if (result.Failures > 0)
            return "fails";
        return result.Cases == MatrixCases.All.Count ? "all" : $"{result.Cases}";
    }

    private static IEnumerable<string> Reasons(PeerName peer)
    {
        var all = from role in Enum.GetValues<PeerRole>()
                  from cell in MatrixCells.All
                  from reason in PeerTable.WhyNot(peer, role, cell) is { } why
                      ? [(Why: why, Case: "")]
                      : PeerTable.LeftOut(peer, role, cell).Select(l => (Why: l.Value, Case: l.Key))
                  select (role, reason.Why, reason.Case);
        foreach (var reason in all.GroupBy(r => r.Why))
        {
            string who = reason.Select(r => r.role).Distinct().ToArray() is [var role] ? $" (its {(role == PeerRole.Client ? "client" : "server")})" : "";
            string[] cases = [.. reason.Select(r => r.Case).Where(c => c.Length > 0).Distinct().Select(c => $"`{c}`")];
            yield return $"{reason.Key}{who}{(cases.Length == 0 ? "" : $": without {string.Join(", ", cases)}")}";
        }

        if (PeerTable.Help.TryGetValue(peer, out string? help))
            yield return $"was helped: {help}";
    }
}
