using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Thriftscope.Benchmarks.Exporters;

/// <summary>OpenTelemetry's Prometheus endpoint, and who scrapes it.</summary>
internal sealed class PrometheusExport : IExport
{
    private readonly TracerProvider? _tracing;
    private readonly MeterProvider _metrics;
    private readonly HttpClient _prometheus = new();
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <param name="name">The source of spans and the meter.</param>
    /// <param name="withSpans">Whether each call has spans, which no exporter gets.</param>
    /// <param name="exemplars">Which measurements may become exemplars; <see langword="null"/> leaves the SDK's default.</param>
    public PrometheusExport(string name, bool withSpans, ExemplarFilterType? exemplars)
    {
        int port = FreePort();
        if (withSpans)
            _tracing = Sdk.CreateTracerProviderBuilder().AddSource(name).Build();
        MeterProviderBuilder metrics = Sdk.CreateMeterProviderBuilder().AddMeter(name).AddPrometheusHttpListener(listener =>
        {
            listener.Port = port;
            // By default whoever asks again within 0.3 seconds gets the same text, which would be most of what is measured.
            listener.ScrapeResponseCacheDurationMilliseconds = 0;
        });
        if (exemplars is { } filter)
            _ = metrics.SetExemplarFilter(filter);
        _metrics = metrics.Build();
        _prometheus.BaseAddress = new Uri($"http://localhost:{port}/metrics");
        // Prometheus asks for this, and exemplars are in no other format.
        _prometheus.DefaultRequestHeaders.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("application/openmetrics-text; version=1.0.0"));
    }

    public void Deliver()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, (Uri?)null);
        using HttpResponseMessage response = _prometheus.Send(request, HttpCompletionOption.ResponseHeadersRead);
        using Stream body = response.EnsureSuccessStatusCode().Content.ReadAsStream();
        while (body.Read(_buffer) > 0)
        {
            // The text is read, and that is all.
        }
    }

    public void Settle()
    {
        // Between scrapes it does nothing.
    }

    public void Dispose()
    {
        _prometheus.Dispose();
        _metrics.Dispose();
        _tracing?.Dispose();
    }

    // The listener takes no port 0.
    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
