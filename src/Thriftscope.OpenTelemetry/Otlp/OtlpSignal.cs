namespace Thriftscope.OpenTelemetry.Otlp;

/// <summary>One of the three things that are sent, each with variables and a path of its own.</summary>
/// <param name="Name">As it stands in the names of variables.</param>
/// <param name="Path">Where it goes below a collector's address, over HTTP.</param>
internal sealed record OtlpSignal(string Name, string Path)
{
    public static OtlpSignal Traces { get; } = new("TRACES", "v1/traces");

    public static OtlpSignal Metrics { get; } = new("METRICS", "v1/metrics");

    public static OtlpSignal Logs { get; } = new("LOGS", "v1/logs");
}
