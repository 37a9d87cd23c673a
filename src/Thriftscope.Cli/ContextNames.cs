using Thriftscope.Telemetry;

namespace Thriftscope.Cli;

/// <summary>The dialects that <c>--context</c> can choose, by short names.</summary>
internal static class ContextNames
{
    private static readonly Dictionary<string, IReadOnlyList<ThriftContextDialect>> Dialects = new(StringComparer.OrdinalIgnoreCase)
    {
        ["field"] = [ThriftContextDialects.TrailingField],
        ["header"] = [ThriftContextDialects.Header],
        ["ttheader"] = [ThriftContextDialects.TTHeader],
        ["http"] = [ThriftContextDialects.Http],
        ["thriftpy"] = [ThriftContextDialects.ThriftPy],
        ["finagle"] = [ThriftContextDialects.Finagle],
        ["none"] = [],
    };

    /// <summary>All of them, for <c>--help</c>.</summary>
    public static string All => string.Join('|', Dialects.Keys);

    public static bool Has(string name) => Dialects.ContainsKey(name);

    /// <summary>An endpoint on this machine whose transport carries the dialect.</summary>
    public static string EndpointFor(string? name) => name?.ToUpperInvariant() switch
    {
        "HEADER" => "tcp://127.0.0.1:0?transport=header",
        "TTHEADER" => "tcp://127.0.0.1:0?transport=ttheader",
        "FINAGLE" => "tcp://127.0.0.1:0?transport=framed",
        "HTTP" => "http://127.0.0.1:0/",
        _ => "tcp://127.0.0.1:0",
    };

    /// <summary>Has a client write the dialect; without a name, what its endpoint can carry.</summary>
    public static ThriftContextOptions? OptionsOf(string? name) => name is null ? null : new ThriftContextOptions { Write = Dialects[name] };
}
