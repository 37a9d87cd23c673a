namespace Thriftscope.Backends.Tests.Prometheus;

/// <summary>Reads a scrape endpoint as a scraper does.</summary>
internal static class ScrapeEndpoint
{
    /// <summary>What a scraper gets that takes OpenMetrics, as Prometheus does.</summary>
    public static async Task<string> OpenMetricsAsync(int port) => (await GetAsync(port, "application/openmetrics-text;version=1.0.0")).Text;

    public static async Task<(string ContentType, string Text)> GetAsync(int port, string? accept)
    {
        using HttpClient http = new();
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri($"http://localhost:{port}/metrics"));
        if (accept is not null)
            request.Headers.Add("Accept", accept);
        using HttpResponseMessage response = await http.SendAsync(request);
        _ = response.EnsureSuccessStatusCode();
        return (response.Content.Headers.ContentType!.ToString(), await response.Content.ReadAsStringAsync());
    }
}
