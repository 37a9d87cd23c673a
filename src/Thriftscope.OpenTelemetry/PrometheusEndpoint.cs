using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace Thriftscope.OpenTelemetry;

/// <summary>
/// Where Prometheus scrapes. What the program does not say comes from variables:
/// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#prometheus-exporter.
/// </summary>
internal sealed class PrometheusEndpoint(int? port, string? host)
{
    private const string PortVariable = "OTEL_EXPORTER_PROMETHEUS_PORT";
    private const int DefaultPort = 9464;

    private readonly int _port = port ?? ReadPort();
    private readonly string _host = host ?? EnvironmentVariable.Read("OTEL_EXPORTER_PROMETHEUS_HOST") ?? "localhost";

    public override string ToString() => $"http://{_host}:{_port}/metrics";

    public void AddTo(MeterProviderBuilder metrics) => metrics.AddPrometheusHttpListener(Configure);

    private void Configure(PrometheusHttpListenerOptions options)
    {
        options.Port = _port;
        // The exporter takes names only, and .NET's listener knows all addresses by a sign.
        if (_host is "+" or "*" or "0.0.0.0" or "::" or "[::]")
        {
            options.ConfigureHttpListener = (_, listener) =>
            {
                listener.Prefixes.Clear();
                listener.Prefixes.Add($"http://+:{_port}/metrics/");
            };
        }
        else
        {
            options.Host = _host;
        }
    }

    private static int ReadPort() => EnvironmentVariable.Read(PortVariable) switch
    {
        null => DefaultPort,
        var text when int.TryParse(text, out int number) && number is > 0 and <= ushort.MaxValue => number,
        var text => throw EnvironmentVariable.Wrong(PortVariable, text, "a port from 1 to 65535"),
    };
}
