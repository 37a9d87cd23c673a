using System.Diagnostics.Metrics;

namespace Thriftscope.Telemetry;

/// <summary>
/// The dialect of OpenTelemetry's Java instrumentation: a <c>map&lt;string,string&gt;</c> with id 8888 as the last field of
/// the arguments of a CALL or ONEWAY. A peer that does not know it skips it like any unknown field.
/// </summary>
internal static class TrailingField
{
    public const short Id = 8888;

    // OpenTelemetry Java drops the whole context beyond these.
    public const int MaxEntries = 100;
    public const int MaxCharacters = 8192;

    private const string TraceParent = "traceparent";
    private const string TraceState = "tracestate";
    private const string Baggage = "baggage";

    // A map with none of these is the user's own data. The B3 and Jaeger keys come from peers with another propagator.
    private static readonly string[] KnownKeys = [TraceParent, TraceState, Baggage, "b3", "x-b3-traceid", "uber-trace-id"];

    // Apache SkyWalking uses the same id, in whichever struct of the request ends first.
    private static readonly string[] SkyWalkingKeys = ["sw8", "sw8-correlation", "sw8-x"];

    /// <summary>Whether a map with this key is SkyWalking's.</summary>
    public static bool IsSkyWalkingKey(string key) => SkyWalkingKeys.Contains(key, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a map with this key is a trace context.</summary>
    public static bool IsKnownKey(string key)
    {
        foreach (string known in KnownKeys)
        {
            if (string.Equals(key, known, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>Makes a carrier fit into what peers accept: baggage goes first, then everything but the trace parent.</summary>
    public static void Fit(ContextCarrier carrier, Counter<long> dropped) =>
        ContextLimit.Fit(carrier, default(FieldRoom), SemanticConventions.DialectTrailingField, dropped);

    private readonly struct FieldRoom : IContextLimit
    {
        public bool Fits(ContextCarrier carrier)
        {
            if (carrier.Count > MaxEntries)
                return false;
            int characters = 0;
            for (int i = 0; i < carrier.Count; i++)
                characters += carrier.Entries[i].Key.Length + carrier.Entries[i].Value.Length;
            return characters <= MaxCharacters;
        }
    }
}
