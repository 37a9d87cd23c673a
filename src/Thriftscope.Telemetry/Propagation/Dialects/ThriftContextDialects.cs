using System.Collections.Frozen;

namespace Thriftscope.Telemetry;

/// <summary>
/// The ways of carrying a trace context over Thrift, in their order of trust: of several contexts of one request, the first valid one is
/// the parent, unless <see cref="ThriftContextOptions.Read"/> says otherwise.
/// </summary>
public static class ThriftContextDialects
{
    private static readonly List<ThriftContextDialect> Registered = [];

    /// <summary>The headers of Apache's THeader, as Envoy, fbthrift and Apache's own libraries have them.</summary>
    public static ThriftContextDialect Header { get; } = Add(new HeaderDialect());

    /// <summary>The headers of Kitex's TTHeader.</summary>
    public static ThriftContextDialect TTHeader { get; } = Add(new TTHeaderDialect());

    /// <summary>The headers of HTTP.</summary>
    public static ThriftContextDialect Http { get; } = Add(new HttpDialect());

    /// <summary>Field 8888 of the arguments, as OpenTelemetry's Java instrumentation writes it.</summary>
    public static ThriftContextDialect TrailingField { get; } = Add(new TrailingFieldDialect());

    /// <summary>Field 3333, as OpenTracing's java-thrift writes it. It is read only.</summary>
    public static ThriftContextDialect OpenTracing { get; } = Add(new OpenTracingDialect());

    /// <summary>The decimal ids in the THeaders of Reddit's baseplate. They are read only.</summary>
    public static ThriftContextDialect Baseplate { get; } = Add(new BaseplateDialect());

    /// <summary>The header of Finagle's TTwitter, once a connection has been upgraded to it.</summary>
    public static ThriftContextDialect Finagle { get; } = Add(new FinagleDialect());

    /// <summary>The header of ThriftPy's tracking, once a connection has been upgraded to it.</summary>
    public static ThriftContextDialect ThriftPy { get; } = Add(new ThriftPyDialect());

    /// <summary>Apache SkyWalking's keys in field 8888, whose ids no other tracer can use: they become attributes of the span.</summary>
    public static ThriftContextDialect SkyWalking { get; } = Add(new SkyWalkingDialect());

    /// <summary>Pinpoint's fields of the arguments, whose ids no other tracer can use: they become attributes of the span.</summary>
    public static ThriftContextDialect Pinpoint { get; } = Add(new PinpointDialect());

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ThriftContextDialect> All => Registered;

    private static readonly FrozenSet<short> FieldIds = Registered.SelectMany(d => d.FieldIds).ToFrozenSet();

    /// <summary>Finds a dialect by its name.</summary>
    /// <param name="name">The <see cref="ThriftContextDialect.Name"/>.</param>
    /// <exception cref="ArgumentException">There is none; the message names those that there are.</exception>
    public static ThriftContextDialect Find(string name) => Registered.Find(d => d.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"There is no dialect \"{name}\". There are: {string.Join(", ", Registered)}.", nameof(name));

    /// <summary>Whether a field with this id and type may carry a context.</summary>
    internal static bool AreCarriedIn(short id, int type, bool isNested)
    {
        if (!FieldIds.Contains(id))
            return false;
        foreach (ThriftContextDialect dialect in Registered)
        {
            if (dialect.IsField(id, type, isNested))
                return true;
        }

        return false;
    }

    private static T Add<T>(T dialect)
        where T : ThriftContextDialect
    {
        Registered.Add(dialect);
        return dialect;
    }
}
