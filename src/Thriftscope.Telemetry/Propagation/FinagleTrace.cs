using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;

namespace Thriftscope.Telemetry;

/// <summary>
/// The ids of Finagle's tracing, and the form that they have in the context <c>com.twitter.finagle.tracing.TraceContext</c>: span, parent,
/// trace, flags and, of ids of 128 bits, the trace's higher half, each in eight bytes, big-endian.
/// </summary>
/// <param name="High">The higher half of the trace's id; 0 for an id of 64 bits.</param>
/// <param name="Low">The lower half.</param>
/// <param name="Span">The id of the span that sent the request.</param>
/// <param name="IsSampled">Whether the trace is recorded; <see langword="null"/> while nobody has decided.</param>
internal readonly record struct FinagleTrace(ulong High, ulong Low, ulong Span, bool? IsSampled)
{
    private const int ShortSize = 4 * sizeof(ulong);
    private const int LongSize = 5 * sizeof(ulong);

    // The bits of the flags.
    private const ulong Debug = 1;
    private const ulong SamplingKnown = 2;
    private const ulong Sampled = 4;

    /// <summary>The name of the context.</summary>
    public static ReadOnlySpan<byte> ContextKey => "com.twitter.finagle.tracing.TraceContext"u8;

    /// <summary>Whether there is a trace: its ids are not zero.</summary>
    public bool IsValid => (High | Low) != 0 && Span != 0;

    /// <summary>The flags, as the header and the context have them.</summary>
    public long Flags => IsSampled switch
    {
        true => (long)(SamplingKnown | Sampled),
        false => (long)SamplingKnown,
        null => 0,
    };

    /// <summary>What the flags say of sampling; a trace that is debugged is sampled.</summary>
    public static bool? SampledBy(long flags) => (ulong)flags switch
    {
        var f when (f & Debug) != 0 => true,
        var f when (f & SamplingKnown) != 0 => (f & Sampled) != 0,
        _ => null,
    };

    /// <summary>The ids of a context, in whichever form the propagator has written them.</summary>
    public static bool TryRead(ContextCarrier? carrier, out FinagleTrace trace)
    {
        trace = default;
        ActivityContext context = carrier is null ? default : ContextFormats.ReadW3C(carrier);
        if (context == default && carrier is not null)
            context = ContextFormats.ReadOthers(carrier);
        if (context == default)
            return false;
        Span<byte> ids = stackalloc byte[3 * sizeof(ulong)];
        // They fill what they are given.
        context.TraceId.CopyTo(ids[..(2 * sizeof(ulong))]);
        context.SpanId.CopyTo(ids[(2 * sizeof(ulong))..]);
        trace = new FinagleTrace(
            BinaryPrimitives.ReadUInt64BigEndian(ids),
            BinaryPrimitives.ReadUInt64BigEndian(ids[sizeof(ulong)..]),
            BinaryPrimitives.ReadUInt64BigEndian(ids[(2 * sizeof(ulong))..]),
            context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded));
        return trace.IsValid;
    }

    /// <summary>
    /// The ids as W3C has them, those of 64 bits with zeros before them. A trace of which nobody has decided whether it is sampled counts
    /// as one that is not, as OpenTelemetry's propagators of B3 have it: W3C has no third case.
    /// </summary>
    public string ToTraceParent() =>
        string.Create(CultureInfo.InvariantCulture, $"00-{High:x16}{Low:x16}-{Span:x16}-{(IsSampled is true ? "01" : "00")}");

    /// <summary>Reads the context.</summary>
    public static bool TryReadContext(ReadOnlySpan<byte> bytes, out FinagleTrace trace)
    {
        trace = default;
        if (bytes.Length is not (ShortSize or LongSize))
            return false;
        trace = new FinagleTrace(
            bytes.Length == LongSize ? BinaryPrimitives.ReadUInt64BigEndian(bytes[(4 * sizeof(ulong))..]) : 0,
            BinaryPrimitives.ReadUInt64BigEndian(bytes[(2 * sizeof(ulong))..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes),
            SampledBy(BinaryPrimitives.ReadInt64BigEndian(bytes[(3 * sizeof(ulong))..])));
        return true;
    }

    /// <summary>The context.</summary>
    public byte[] ToContext()
    {
        byte[] bytes = new byte[High == 0 ? ShortSize : LongSize];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Span);
        // Finagle's way to say that the parent is not known: it is the span itself.
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(sizeof(ulong)), Span);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(2 * sizeof(ulong)), Low);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(3 * sizeof(ulong)), Flags);
        if (High != 0)
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(4 * sizeof(ulong)), High);
        return bytes;
    }
}
