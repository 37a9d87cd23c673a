namespace Thriftscope.Telemetry;

/// <summary>How trace contexts, and the baggage that comes with them, are read by servers and written by clients.</summary>
public sealed class ThriftContextOptions
{
    /// <summary>
    /// The dialects that are read, in their order of trust: of several contexts of one request, the first valid one whose role is
    /// <see cref="ThriftContextRole.Parent"/> is the parent. A dialect that is not listed is not read. Contexts in Jaeger's or B3's form, where
    /// the propagator that is set up has another, count after those in their dialect's own form, not before <see cref="ThriftContextDialects.OpenTracing"/>.
    /// Default: all, each as a parent.
    /// </summary>
    public IReadOnlyList<ThriftContextRule> Read
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Any(r => r.Dialect is null) || value.DistinctBy(r => r.Dialect).Count() != value.Count)
                throw new ArgumentException("Each rule needs a dialect, and there can be one rule for each.", nameof(value));
            field = [.. value];
        }
    } = [.. ThriftContextDialects.All.Select(d => new ThriftContextRule(d))];

    /// <summary>
    /// The most that a context from outside may become, whatever its dialect. A server that the world reaches begins traces of its own with
    /// <see cref="ThriftContextRole.Link"/> or <see cref="ThriftContextRole.Ignore"/>. Default: <see cref="ThriftContextRole.Parent"/>.
    /// </summary>
    public ThriftContextRole Inbound { get; set; } = ThriftContextRole.Parent;

    /// <summary>
    /// What a client writes. An empty list writes nothing. Default: <see langword="null"/>, what the endpoint can carry: the headers of THeader,
    /// TTHeader and HTTP, else the trailing field.
    /// </summary>
    public IReadOnlyList<ThriftContextDialect>? Write
    {
        get;
        set
        {
            if (value?.Contains(null!) == true)
                throw new ArgumentException("Each entry needs a dialect.", nameof(value));
            if (value?.FirstOrDefault(d => !d.IsWritable) is { } readOnly)
                throw new ArgumentException($"The dialect {readOnly} can only be read. Those that are written: {string.Join(", ", ThriftContextDialects.All.Where(d => d.IsWritable))}.", nameof(value));
            field = value is null ? null : [.. value];
        }
    }

    /// <summary>
    /// How many keys a context may have, read or written; no more than 100, beyond which OpenTelemetry's Java instrumentation reads nothing. Default: 100.
    /// </summary>
    public int MaxEntries { get; set => field = InRange(value, TrailingFieldDialect.MaxEntries); } = TrailingFieldDialect.MaxEntries;

    /// <summary>
    /// How many characters the keys and values of a context may have in all, read or written: what is too much is left out, baggage first. No
    /// more than 8192, beyond which OpenTelemetry's Java instrumentation reads nothing. Default: 8192.
    /// </summary>
    public int MaxCharacters { get; set => field = InRange(value, TrailingFieldDialect.MaxCharacters); } = TrailingFieldDialect.MaxCharacters;

    /// <summary>Whether contexts in a dialect are read at all.</summary>
    internal bool Reads(ThriftContextDialect dialect)
    {
        foreach (ThriftContextRule rule in Read)
        {
            if (rule.Dialect == dialect)
                return rule.Role != ThriftContextRole.Ignore && Inbound != ThriftContextRole.Ignore;
        }

        return false;
    }

    private static int InRange(int value, int most)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most);
        return value;
    }
}
