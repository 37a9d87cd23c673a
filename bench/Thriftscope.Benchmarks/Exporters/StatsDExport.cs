using Thriftscope.StatsD;

namespace Thriftscope.Benchmarks.Exporters;

/// <summary>Our StatsD reporter, with its defaults.</summary>
internal sealed class StatsDExport : IExport
{
    private readonly StatsDReporter _reporter;

    public StatsDExport(string name, double sampleRate = 1) => _reporter = StatsDReporter.Start(StatsDDaemon.Shared.Endpoint, options =>
    {
        options.Meters.Clear();
        options.Meters.Add(name);
        options.SampleRate = sampleRate;
    });

    public void Deliver()
    {
        if (!_reporter.Flush())
            throw new InvalidOperationException("StatsD was not flushed.");
    }

    public void Settle() => Deliver();

    public void Dispose() => _reporter.Dispose();
}
