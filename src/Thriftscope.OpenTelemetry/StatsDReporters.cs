using Thriftscope.StatsD;

namespace Thriftscope.OpenTelemetry;

/// <summary>The reporters of a meter provider, as a service of it: whoever ends the provider can have them send what is waiting before.</summary>
internal sealed class StatsDReporters
{
    private readonly List<StatsDReporter> _reporters = [];

    public IReadOnlyList<StatsDReporter> All => _reporters;

    public void Add(StatsDReporter reporter) => _reporters.Add(reporter);
}
