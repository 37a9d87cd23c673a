using System.Globalization;

namespace Thriftscope.Backends.Tests.Statsd;

/// <summary>The real collectd with its statsd plugin, and what it has written.</summary>
internal sealed class CollectdDaemon : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("collectd-");
    private readonly BackendProcess _process;

    private CollectdDaemon()
    {
        Port = Ports.Unused();
        string config = Path.Combine(_folder.FullName, "collectd.conf");
        string share = Path.Combine(BackendPrograms.CollectdPlugins, "..", "..", "share", "collectd");
        File.WriteAllText(config, string.Create(CultureInfo.InvariantCulture, $"""
            Hostname "here"
            FQDNLookup false
            BaseDir "{_folder.FullName}"
            PIDFile "{_folder.FullName}/collectd.pid"
            PluginDir "{BackendPrograms.CollectdPlugins}"
            TypesDB "{share}/types.db"
            Interval 0.2
            LoadPlugin statsd
            LoadPlugin csv
            <Plugin statsd>
              Host "127.0.0.1"
              Port "{Port}"
              TimerLower true
              TimerUpper true
              TimerSum true
              TimerCount true
            </Plugin>
            <Plugin csv>
              DataDir "{_folder.FullName}/csv"
              StoreRates false
            </Plugin>

            """));
        _process = BackendProcess.Start(BackendPrograms.Collectd, "-f", "-C", config);
    }

    public int Port { get; }

    public string Output => _process.Output;

    public static async Task<CollectdDaemon> StartAsync()
    {
        CollectdDaemon daemon = new();
        _ = await daemon._process.LineAsync(l => l.Contains("statsd plugin: Listening", StringComparison.Ordinal));
        return daemon;
    }

    /// <summary>The values of a series in their order, without intervals in which there was none.</summary>
    public double[] Values(string series)
    {
        string folder = Path.Combine(_folder.FullName, "csv", "here", "statsd");
        if (!Directory.Exists(folder))
            return [];
        // One file for each day, with the date at its end.
        return [.. Directory.GetFiles(folder, series + "-????-??-??").Order()
            .SelectMany(f => File.ReadLines(f).Skip(1))
            .Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture))
            .Where(v => !double.IsNaN(v))];
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
