namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>What a peer can't do, and why: its version is that of eng/peers.sh. All else is tested.</summary>
internal static class PeerTable
{
    private static readonly Rule[] Rules =
    [
        // What a library does not have.
        new(PeerName.ThriftPy, "has no Apache JSON", c => c.Protocol == "json"),
        new(PeerName.ThriftPy, "has no THeader", c => c.Wire.IsHeader),
        new(PeerName.ThriftPy, "has no zlib transport", c => c.Wire.IsCompressed),
        new(PeerName.ThriftPy, "has no HTTP", c => c.Wire.IsHttp),
        new(PeerName.Node, "has no binary protocol without a version", c => c.Protocol == "binary-nonstrict"),
        new(PeerName.Node, "has no transforms", c => c.Wire.Transport == "header-zlib"),
        new(PeerName.Node, "has no zlib transport", c => c.Wire.IsCompressed && !c.Wire.IsHeader),
        new(PeerName.DotNet, "has no THeader", c => c.Wire.IsHeader),
        new(PeerName.DotNet, "has no zlib transport", c => c.Wire.IsCompressed),
        new(PeerName.DotNet, "has no unix sockets", c => c.Wire.IsUnix),
        new(PeerName.DotNet, "has no HTTP server in its package", c => c.Wire.IsHttp) { Role = PeerRole.Server },
        new(null, "is ThriftPy's own", c => c.Protocol == "thriftpy-json") { Except = PeerName.ThriftPy },
        new(null, "THeader carries binary and compact only", c => c.Wire.IsHeader && c.Protocol is not ("binary" or "compact")),

        // What it has, and does not work.
        new(PeerName.Python, "reads a method's name without a version as bytes, and does not find the method", c => c.Protocol == "binary-nonstrict") { Role = PeerRole.Server },
        new(PeerName.Python, "wants a TLS context of a client to serve with, which Python 3.11 refuses", c => c.Wire.Carrier == "https") { Role = PeerRole.Server },
        new(PeerName.Cpp, "writes beyond the buffer of its zlib transform, and ends", c => c.Wire.Transport == "header-zlib"),

        new(PeerName.Node, "fills the name of an abstract socket up to 107 bytes with U+0000, which makes it another name (Node 20)", c => c.Wire.Carrier == "abstract"),
        new(PeerName.Node, "answers without a header", c => c.Wire.IsHeader) { Role = PeerRole.Server },

        // Single methods.
        new(PeerName.ThriftPy, "closes the connection for an undeclared exception", _ => true, "breakDown") { Role = PeerRole.Server },
        new(PeerName.ThriftPy, "does not look for unknown methods among several services", c => c.Wire.IsMultiplexed, "brandNew") { Role = PeerRole.Server },
        new(PeerName.ThriftPy, "can't skip arguments in its JSON", c => c.Protocol == "thriftpy-json", "brandNew") { Role = PeerRole.Server },
        new(
            PeerName.ThriftPy,
            "can't write bytes that are no text in its JSON",
            c => c.Protocol == "thriftpy-json",
            "echoBinary", "echoScalars", "echoOptionals", "sample", "matches", "echoLongBinary"),
        new(
            PeerName.ThriftPy,
            "leaves the head of a bool's field out of compact when its id is 0, or not 1 to 15 above the one before",
            c => c.Protocol == "compact",
            "echoWide", "matches")
        { Role = PeerRole.Client },
        new(
            PeerName.ThriftPy,
            "leaves the head of a bool's field out of compact when its id is 0, or not 1 to 15 above the one before",
            c => c.Protocol == "compact",
            "echoBool", "echoWide", "sample", "matches")
        { Role = PeerRole.Server },
        new(PeerName.ThriftPy, "leaves the head of a bool's field out of compact when its id is not 1 to 15 above the one before", c => c.Protocol == "compact", "weave") { Role = PeerRole.Client },
        new(PeerName.Python, "writes and reads infinities and NaN of JSON without their quotes", c => c.Protocol == "json", "echoDouble-special"),
        new(PeerName.Cpp, "loses U+0000 in JSON", c => c.Protocol == "json", "echoString-nul"),
        new(PeerName.Cpp, "does not answer oneway calls in HTTP", c => c.Wire.IsHttp, "note") { Role = PeerRole.Server },
        new(PeerName.Node, "does not answer oneway calls in HTTP", c => c.Wire.IsHttp, "note") { Role = PeerRole.Server },
        new(PeerName.Node, "loses the sign of zero", _ => true, "echoDouble-minus-zero"),
        new(PeerName.Node, "has strings for the keys of its maps: false becomes true, and i64 loses digits", _ => true, "echoBoolKeys", "echoLongKeys"),
        new(PeerName.Node, "calls an unknown method an unknown error", _ => true, "brandNew") { Role = PeerRole.Server },
        new(PeerName.Node, "reads infinities and NaN of JSON as no numbers", c => c.Protocol == "json", "echoDouble-special"),
        new(PeerName.Node, "takes true in a compact container for false", c => c.Protocol == "compact", "echoBools", "echoFlags", "sample") { Role = PeerRole.Client },
        new(PeerName.Node, "takes true in a compact container for false", c => c.Protocol == "compact", "echoBools", "echoFlags", "matches") { Role = PeerRole.Server },
        new(PeerName.Node, "reads the keys behind an empty list in a map of JSON as NaN", c => c.Protocol == "json", "sample") { Role = PeerRole.Client },
        new(PeerName.Node, "reads the keys behind an empty list in a map of JSON as NaN", c => c.Protocol == "json", "matches") { Role = PeerRole.Server },
        new(PeerName.Cpp, "does not read the response to a oneway call in HTTP, and takes it for the next one's", c => c.Wire.IsHttp, "note") { Role = PeerRole.Client },
    ];

    /// <summary>What the test's program does in the library's place.</summary>
    public static IReadOnlyDictionary<PeerName, string> Help { get; } = new Dictionary<PeerName, string>
    {
        [PeerName.Python] = "its own zlib factory gives two connections one transport when several threads ask it, so that the test has another",
        [PeerName.Node] = "its generated client never sends THeader's headers, which the test's transport writes when it is flushed",
    };

    /// <summary>Why a peer can't play a part in a cell; null if it can.</summary>
    public static string? WhyNot(PeerName peer, PeerRole role, Cell cell) => Rules.FirstOrDefault(r => r.Cases.Length == 0 && r.Holds(peer, role, cell))?.Reason;

    /// <summary>The cases that a peer can't do in a cell, and why.</summary>
    public static IReadOnlyDictionary<string, string> LeftOut(PeerName peer, PeerRole role, Cell cell) =>
        Rules.Where(r => r.Holds(peer, role, cell)).SelectMany(r => r.Cases, (r, name) => (name, r.Reason)).DistinctBy(x => x.name).ToDictionary(x => x.name, x => x.Reason);

    /// <param name="Peer">Null for all of them.</param>
    /// <param name="Reason">Follows the peer's name.</param>
    /// <param name="When">In which cells.</param>
    /// <param name="Cases">Those that can't be done; none for the whole cell.</param>
    private sealed record Rule(PeerName? Peer, string Reason, Func<Cell, bool> When, params string[] Cases)
    {
        public PeerRole? Role { get; init; }

        public PeerName? Except { get; init; }

        public bool Holds(PeerName peer, PeerRole role, Cell cell) =>
            (Peer ?? peer) == peer && Except != peer && (Role ?? role) == role && When(cell);
    }
}
