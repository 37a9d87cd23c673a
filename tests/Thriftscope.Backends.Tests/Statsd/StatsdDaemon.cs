using System.Globalization;
using System.Text.Json;

namespace Thriftscope.Backends.Tests.Statsd;

/// <summary>
/// The real statsd, listening on one port for UDP and TCP, and what it has reported in all its flushes. What it saw before it was
/// killed stays.
/// </summary>
internal sealed class StatsdDaemon : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("statsd-");
    private readonly Dictionary<string, double> _counters = [];
    private readonly Dictionary<string, double> _gauges = [];
    private readonly Dictionary<string, List<double>> _timers = [];
    private readonly Dictionary<string, double> _timerCounts = [];
    private BackendProcess? _process;
    private int _linesRead;
    private int _quietFlushes;

    private StatsdDaemon(bool cleansNames)
    {
        Port = Ports.Unused();
        string backend = Path.Combine(AppContext.BaseDirectory, "Statsd", "json-backend.js");
        File.WriteAllText(ConfigFile, string.Create(CultureInfo.InvariantCulture, $$"""
            {
              servers: [
                { server: './servers/udp', address: '127.0.0.1', port: {{Port}} },
                { server: './servers/tcp', address: '127.0.0.1', port: {{Port}} },
              ],
              mgmt_address: '127.0.0.1',
              mgmt_port: {{Ports.Unused()}},
              backends: [{{JsonSerializer.Serialize(backend)}}],
              flushInterval: 50,
              deleteCounters: true,
              deleteTimers: true,
              keyNameSanitize: {{(cleansNames ? "true" : "false")}},
            }
            """));
    }

    public int Port { get; }

    public string Udp => $"udp://127.0.0.1:{Port}";

    public string Tcp => $"tcp://127.0.0.1:{Port}";

    /// <summary>The sum of each counter. Counters of statsd's own begin with <c>statsd.</c></summary>
    public IReadOnlyDictionary<string, double> Counters => Read(_counters);

    /// <summary>The last value of each gauge.</summary>
    public IReadOnlyDictionary<string, double> Gauges => Read(_gauges);

    /// <summary>Every value of each timer.</summary>
    public IReadOnlyDictionary<string, List<double>> Timers => Read(_timers);

    /// <summary>How often each timer was measured, with those that sampling left out.</summary>
    public IReadOnlyDictionary<string, double> TimerCounts => Read(_timerCounts);

    public double BadLines => Counters.GetValueOrDefault("statsd.bad_lines_seen");

    private string ConfigFile => Path.Combine(_folder.FullName, "config.js");

    /// <param name="cleansNames">Whether it replaces what Graphite does not like in names, as it does by default.</param>
    public static async Task<StatsdDaemon> StartAsync(bool cleansNames = true)
    {
        StatsdDaemon daemon = new(cleansNames);
        await daemon.RestartAsync();
        return daemon;
    }

    /// <summary>Makes it stand still: what it listens to accepts, and nothing is read.</summary>
    public void Stall() => _process?.Stall();

    /// <summary>Lets it go on.</summary>
    public void Resume() => _process?.Resume();

    /// <summary>Ends it at once. What it had not reported is lost.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
            return;
        await _process.DisposeAsync();
        ReadFlushes();
        (_process, _linesRead) = (null, 0);
    }

    /// <summary>Starts it again, at the same port.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        _process = BackendProcess.Start("node", BackendPrograms.Statsd, ConfigFile);
        // It listens before its first flush.
        _ = await _process.LineAsync(IsFlush);
    }

    public Task CountsAsync(string counter, double sum) =>
        Eventually.BecomesAsync(() => Task.FromResult(Counters.GetValueOrDefault(counter)), v => v == sum, $"{counter} to be {sum}");

    public Task ShowsAsync(string gauge, double value) =>
        Eventually.BecomesAsync(() => Task.FromResult(Gauges.GetValueOrDefault(gauge, double.NaN)), v => v == value, $"{gauge} to be {value}");

    public Task TimesAsync(string timer, int count) => Eventually.BecomesAsync(
        () => Task.FromResult(Timers.GetValueOrDefault(timer)?.Count ?? 0), c => c == count, $"{timer} to have been measured {count} times");

    /// <summary>Waits until nothing has come for ten of its flushes.</summary>
    public Task SettledAsync() => Eventually.HoldsAsync(
        () =>
        {
            ReadFlushes();
            return _quietFlushes >= 10;
        },
        "statsd to have nothing more to read");

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Delete(recursive: true);
    }

    private static bool IsFlush(string line) => line.StartsWith('{');

    private T Read<T>(T values)
    {
        ReadFlushes();
        return values;
    }

    private void ReadFlushes()
    {
        if (_process is null)
            return;
        string[] lines = [.. _process.Lines.Skip(_linesRead)];
        _linesRead += lines.Length;
        foreach (string line in lines.Where(IsFlush))
        {
            Flush flush = JsonSerializer.Deserialize<Flush>(line, JsonSerializerOptions.Web)!;
            _quietFlushes = flush.Counters.GetValueOrDefault("statsd.metrics_received") > 0 ? 0 : _quietFlushes + 1;
            foreach ((string name, double value) in flush.Counters)
                _counters[name] = _counters.GetValueOrDefault(name) + value;
            foreach ((string name, double value) in flush.Gauges)
                _gauges[name] = value;
            foreach ((string name, double[] values) in flush.Timers)
            {
                _timers.TryAdd(name, []);
                _timers[name].AddRange(values);
            }

            foreach ((string name, double count) in flush.TimerCounts)
                _timerCounts[name] = _timerCounts.GetValueOrDefault(name) + count;
        }
    }

    private sealed record Flush(
        Dictionary<string, double> Counters, Dictionary<string, double> Gauges, Dictionary<string, double[]> Timers, Dictionary<string, double> TimerCounts);
}
