namespace Thriftscope.Interop.Tests.Dialects;

/// <summary>A dialect in one way of speaking Thrift.</summary>
/// <param name="Dialect">Its name, as in <c>thrift.dialect</c>.</param>
/// <param name="Protocol">binary, compact or json.</param>
/// <param name="Framing">unframed, framed, or "own" where the dialect has frames of its own.</param>
/// <param name="IsMultiplexed">Whether calls name their service.</param>
public sealed record DialectCell(string Dialect, string Protocol, string Framing, bool IsMultiplexed)
{
    private static readonly bool[] Either = [false, true];

    /// <summary>What is to be read.</summary>
    public static DialectCell[] Read { get; } =
    [
        .. All(["trailing_field", "opentracing", "skywalking", "pinpoint"], ["binary", "compact"], ["unframed", "framed"]),
        .. All(["trailing_field", "opentracing", "skywalking", "pinpoint"], ["json"], ["unframed", "framed"]),
        .. All(["theader", "baseplate", "http"], ["binary", "compact"], ["own"]),
        .. All(["ttheader"], ["binary"], ["own"]),
        .. All(["thriftpy"], ["binary", "compact"], ["unframed", "framed"]),
        .. All(["finagle"], ["binary"], ["framed"]),
    ];

    /// <summary>What is to be written.</summary>
    public static DialectCell[] Written { get; } =
        [.. Read.Where(c => c.Dialect is not ("opentracing" or "skywalking" or "pinpoint" or "baseplate"))];

    internal string Query => Framing == "own"
        ? $"transport={(Dialect is "theader" or "baseplate" ? "header" : Dialect)}&protocol={Protocol}"
        : $"transport={Framing}&protocol={Protocol}";

    private static IEnumerable<DialectCell> All(string[] dialects, string[] protocols, string[] framings) =>
        from dialect in dialects
        from protocol in protocols
        from framing in framings
        from isMultiplexed in Either
        select new DialectCell(dialect, protocol, framing, isMultiplexed);
}
