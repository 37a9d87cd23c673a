using OpenTelemetry.Exporter;

namespace Thriftscope.OpenTelemetry.Otlp;

/// <summary>
/// Where OTLP goes. What the program says counts most, then a signal's own variables, then those of all signals:
/// https://opentelemetry.io/docs/specs/otel/protocol/exporter/.
/// </summary>
/// <param name="Endpoint">The collector's base address, when the program gives one.</param>
/// <param name="Protocol">The protocol, when the program chooses one.</param>
internal sealed record OtlpTarget(Uri? Endpoint = null, OtlpExportProtocol? Protocol = null)
{
    private const string Prefix = "OTEL_EXPORTER_OTLP_";
    private const int HttpPort = 4318;

    /// <summary>Whether there can be a collector: <c>collector:4317</c> is an address too, with a scheme that nobody knows.</summary>
    public static bool IsUsable(Uri endpoint) => endpoint is { IsAbsoluteUri: true, Scheme: "http" or "https" };

    public OtlpExporterOptions For(OtlpSignal signal)
    {
        OtlpExporterOptions options = new();
        Configure(options, signal);
        return options;
    }

    /// <summary>Adds what concerns one signal to options that have the variables of all signals from their constructor.</summary>
    public void Configure(OtlpExporterOptions options, OtlpSignal signal)
    {
        // The SDK leaves out what it can't use of these; whoever wrote it should hear of that.
        _ = ReadEndpoint(Prefix);
        _ = ReadProtocol(Prefix);
        // The SDK reads these in UseOtlpExporter() only, which needs a host's builder.
        ReadVariables(options, $"{Prefix}{signal.Name}_");
        if (Endpoint is null)
            return;

        options.Protocol = Protocol ?? ChosenByVariable(signal, options) ?? ByPort(Endpoint);
        options.Endpoint = options.Protocol == OtlpExportProtocol.Grpc ? Endpoint : new Uri($"{Endpoint.AbsoluteUri.TrimEnd('/')}/{signal.Path}");
    }

    private static OtlpExportProtocol? ChosenByVariable(OtlpSignal signal, OtlpExporterOptions options) =>
        (EnvironmentVariable.Read($"{Prefix}{signal.Name}_PROTOCOL") ?? EnvironmentVariable.Read($"{Prefix}PROTOCOL")) is null ? null : options.Protocol;

    private static OtlpExportProtocol ByPort(Uri endpoint) =>
        endpoint.Port == HttpPort ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;

    private static void ReadVariables(OtlpExporterOptions options, string prefix)
    {
        // An endpoint that was set is used as it is; one that was not gets a signal's path.
        if (ReadEndpoint(prefix) is { } endpoint)
            options.Endpoint = endpoint;
        if (ReadProtocol(prefix) is { } protocol)
            options.Protocol = protocol;

        if (EnvironmentVariable.Read(prefix + "COMPRESSION") is { } compression)
        {
            options.Compression = compression switch
            {
                "gzip" => OtlpExportCompression.GZip,
                "none" => OtlpExportCompression.None,
                _ => throw EnvironmentVariable.Wrong(prefix + "COMPRESSION", compression, "gzip or none"),
            };
        }

        if (EnvironmentVariable.Read(prefix + "TIMEOUT") is { } timeout)
        {
            options.TimeoutMilliseconds = int.TryParse(timeout, out int milliseconds) && milliseconds > 0
                ? milliseconds
                : throw EnvironmentVariable.Wrong(prefix + "TIMEOUT", timeout, "a whole number of milliseconds above 0");
        }

        options.Headers = EnvironmentVariable.Read(prefix + "HEADERS") ?? options.Headers;
    }

    private static Uri? ReadEndpoint(string prefix) => EnvironmentVariable.Read(prefix + "ENDPOINT") switch
    {
        null => null,
        var text when Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && IsUsable(address) => address,
        var text => throw EnvironmentVariable.Wrong(prefix + "ENDPOINT", text, "an address such as http://localhost:4317"),
    };

    private static OtlpExportProtocol? ReadProtocol(string prefix) => EnvironmentVariable.Read(prefix + "PROTOCOL") switch
    {
        null => null,
        "grpc" => OtlpExportProtocol.Grpc,
        "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
        var text => throw EnvironmentVariable.Wrong(prefix + "PROTOCOL", text, "grpc or http/protobuf"),
    };
}
