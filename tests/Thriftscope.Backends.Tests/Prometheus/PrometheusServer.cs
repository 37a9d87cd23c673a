using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Thriftscope.Backends.Tests.Prometheus;

/// <summary>A real Prometheus that scrapes what the test serves.</summary>
internal sealed partial class PrometheusServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("thriftscope-prometheus-");
    private readonly HttpClient _http = new();
    private BackendProcess? _process;

    private PrometheusServer()
    {
    }

    /// <summary>Where it answers. The port stays the same when it is started again.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    private string ConfigurationFile => Path.Combine(_folder.FullName, "prometheus.yml");

    /// <summary>
    /// Starts it with targets to scrape, and waits until it answers. It scrapes for the first time 5 seconds later: so long it waits
    /// for more targets, whatever the interval.
    /// </summary>
    /// <param name="ports">The ports of the scrape endpoints.</param>
    /// <param name="scrapeInterval">As Prometheus writes it.</param>
    /// <param name="ruleFiles">Paths of files of recording and alerting rules.</param>
    public static async Task<PrometheusServer> StartAsync(
        IEnumerable<int> ports, string scrapeInterval = "200ms", IEnumerable<string>? ruleFiles = null)
    {
        PrometheusServer server = new();
        try
        {
            await File.WriteAllTextAsync(server.ConfigurationFile, $"""
                global:
                  scrape_interval: {scrapeInterval}
                  evaluation_interval: {scrapeInterval}
                rule_files: [{string.Join(", ", (ruleFiles ?? []).Select(f => $"'{f}'"))}]
                scrape_configs:
                  - job_name: thrift
                    static_configs:
                      - targets: [{string.Join(", ", ports.Select(p => $"'localhost:{p}'"))}]
                """);
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again after <see cref="KillAsync"/>, with what it had stored.</summary>
    public async Task StartAsync()
    {
        _process = BackendProcess.Start(
            BackendPrograms.Prometheus,
            $"--config.file={ConfigurationFile}",
            $"--storage.tsdb.path={Path.Combine(_folder.FullName, "data")}",
            $"--web.listen-address={Address.Authority}",
            "--enable-feature=exemplar-storage");
        string listening = await _process.LineAsync(line => ListeningOn().IsMatch(line));
        Address = new Uri($"http://{ListeningOn().Match(listening).Groups[1].Value}");
        _ = await _process.LineAsync(line => line.Contains("Server is ready", StringComparison.Ordinal));
    }

    /// <summary>Ends it at once, as a crash would.</summary>
    public async Task KillAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>Makes it stand still: it scrapes nothing and answers nothing.</summary>
    public void Stall() => _process!.Stall();

    /// <summary>Lets it go on.</summary>
    public void Resume() => _process!.Resume();

    /// <summary>The answer to an instant query; one sample without labels for a scalar.</summary>
    public async Task<IReadOnlyList<Sample>> QueryAsync(string promql)
    {
        JsonElement data = await GetAsync($"query?query={Uri.EscapeDataString(promql)}");
        JsonElement result = data.GetProperty("result");
        return data.GetProperty("resultType").GetString() == "scalar"
            ? [new Sample(new Dictionary<string, string>(), Number(result[1]))]
            : [.. result.EnumerateArray().Select(r => new Sample(Labels(r.GetProperty("metric")), Number(r.GetProperty("value")[1])))];
    }

    /// <summary>The one value that a query has; <see langword="null"/> where it has none yet.</summary>
    public async Task<double?> ValueAsync(string promql) => (await QueryAsync(promql)).SingleOrDefault()?.Value;

    /// <summary>Waits until a query has the value that is wanted.</summary>
    public Task<double?> BecomesAsync(string promql, double wanted) =>
        Eventually.BecomesAsync(() => ValueAsync(promql), value => value == wanted, $"{promql} to be {wanted}");

    /// <summary>The exemplars of the series that a selector selects, of the last hour.</summary>
    public async Task<IReadOnlyList<Exemplar>> ExemplarsAsync(string selector)
    {
        double now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        JsonElement data = await GetAsync($"query_exemplars?query={Uri.EscapeDataString(selector)}&start={now - 3600}&end={now + 60}");
        return [.. data.EnumerateArray().SelectMany(series => series.GetProperty("exemplars").EnumerateArray().Select(exemplar => new Exemplar(
            Labels(series.GetProperty("seriesLabels")), Labels(exemplar.GetProperty("labels")), Number(exemplar.GetProperty("value")))))];
    }

    /// <summary>The rules that it has loaded, and how they fare.</summary>
    public async Task<IReadOnlyList<Rule>> RulesAsync()
    {
        JsonElement data = await GetAsync("rules");
        return [.. data.GetProperty("groups").EnumerateArray().SelectMany(group => group.GetProperty("rules").EnumerateArray()).Select(rule => new Rule(
            rule.GetProperty("name").GetString()!,
            rule.GetProperty("health").GetString()!,
            rule.TryGetProperty("lastError", out JsonElement error) ? error.GetString()! : "",
            rule.TryGetProperty("state", out JsonElement state) ? state.GetString() : null))];
    }

    /// <summary>Waits until every target has been scraped, without an error, by a scrape that began after this call.</summary>
    public async Task ScrapedAsync()
    {
        DateTimeOffset since = DateTimeOffset.UtcNow;
        _ = await Eventually.BecomesAsync(
            async () => (await GetAsync("targets?state=active")).GetProperty("activeTargets").EnumerateArray().ToArray(),
            targets => targets.Length > 0 && targets.All(t =>
                t.GetProperty("health").GetString() == "up" && t.GetProperty("lastScrape").GetDateTimeOffset() > since),
            "a scrape of every target");
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    [GeneratedRegex("""msg="?Listening on"? address=([^ ]+)""")]
    private static partial Regex ListeningOn();

    private static double Number(JsonElement value) => double.Parse(value.GetString()!, CultureInfo.InvariantCulture);

    private static Dictionary<string, string> Labels(JsonElement labels) =>
        labels.EnumerateObject().ToDictionary(l => l.Name, l => l.Value.GetString()!);

    private async Task<JsonElement> GetAsync(string path)
    {
        using HttpResponseMessage response = await _http.GetAsync(new Uri(Address, $"api/v1/{path}"));
        JsonElement answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return answer.GetProperty("status").GetString() == "success"
            ? answer.GetProperty("data")
            : throw new InvalidOperationException($"{Uri.UnescapeDataString(path)}: {answer.GetProperty("error").GetString()}");
    }
}

/// <summary>One series' value.</summary>
internal sealed record Sample(IReadOnlyDictionary<string, string> Labels, double Value);

/// <summary>A value that was kept with the trace that it is of.</summary>
internal sealed record Exemplar(IReadOnlyDictionary<string, string> SeriesLabels, IReadOnlyDictionary<string, string> Labels, double Value);

/// <summary>A recording rule, or, with a state, an alert.</summary>
internal sealed record Rule(string Name, string Health, string LastError, string? State);
