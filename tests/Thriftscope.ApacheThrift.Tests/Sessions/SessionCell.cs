extern alias runtime;

using runtime::Thriftscope;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Tests.Sessions;

/// <summary>A dialect, and how the messages go that it stands before.</summary>
public sealed record SessionCell(string Dialect, ServerKind Server, ProtocolKind Protocol, TransportKind Transport)
{
    public static TheoryData<SessionCell> All =>
    [
        .. from server in Enum.GetValues<ServerKind>()
           from protocol in (ProtocolKind[])[ProtocolKind.Binary, ProtocolKind.Compact]
           from transport in Enum.GetValues<TransportKind>()
           select new SessionCell("thriftpy", server, protocol, transport),
        .. from server in Enum.GetValues<ServerKind>()
           from transport in (TransportKind[])[TransportKind.Framed, TransportKind.FramedOverBuffered]
           select new SessionCell("finagle", server, ProtocolKind.Binary, transport),
    ];

    public static TheoryData<SessionCell> Few =>
    [
        new SessionCell("thriftpy", ServerKind.ThreadPool, ProtocolKind.Compact, TransportKind.Buffered),
        new SessionCell("thriftpy", ServerKind.Custom, ProtocolKind.Binary, TransportKind.Framed),
        new SessionCell("finagle", ServerKind.ThreadPool, ProtocolKind.Binary, TransportKind.Framed),
    ];

    internal ThriftContextDialect WrittenDialect => Dialect == "finagle" ? ThriftContextDialects.Finagle : ThriftContextDialects.ThriftPy;

    internal Cell Cell => new(Server, Protocol, Transport);

    public override string ToString() => $"{Dialect} {Cell}";

    /// <summary>A client that asks for the dialect.</summary>
    internal ServiceClient Client(int port, ThriftContextOptions? context = null, string? multiplexedName = null) =>
        ThriftModule.Load(new StringReader(Idl), "calculator").Service("Calculator").CreateClient(
            ThriftEndpoint.Parse($"tcp://127.0.0.1:{port}?protocol={Cell.ProtocolName}&transport={Cell.TransportName}"),
            new ThriftClientOptions { Context = context ?? new ThriftContextOptions { Write = [WrittenDialect] }, MultiplexedName = multiplexedName });

    private const string Idl = """
        exception Overdrawn { 1: required i32 missing, 2: optional string account }
        exception not_found { 1: string key }
        service Calculator {
          string ping(),
          void reset(),
          i32 add(1: i32 a, 2: i32 b),
          i32 divide(1: i32 a, 2: i32 b) throws (1: Overdrawn overdrawn, 2: not_found missing),
          oneway void notify(1: string text),
          string run(1: string script),
          string unheard(),
        }
        """;
}
