using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Thriftscope.Benchmarks.Reporting;

/// <summary>A line of the results. Times are nanoseconds and memory is bytes allocated, per operation.</summary>
internal sealed record BenchResult(string Name, double OursNs, string Peer, double PeerNs, long OursBytes, long PeerBytes)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // A file, not a web page: list<i32> can stay as it is.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    /// <summary>How many times as fast as the peer we are.</summary>
    public double Ratio => PeerNs / OursNs;

    /// <summary>Processor time of client and server together; only where both are measured.</summary>
    public double? OursCpuNs { get; init; }

    /// <inheritdoc cref="OursCpuNs"/>
    public double? PeerCpuNs { get; init; }

    public static string ToJson(IEnumerable<BenchResult> results) => JsonSerializer.Serialize(results, Format);

    public static IReadOnlyList<BenchResult> FromJson(string json) => JsonSerializer.Deserialize<BenchResult[]>(json, Format)!;
}
