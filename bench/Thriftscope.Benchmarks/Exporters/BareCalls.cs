using System.Diagnostics;
using System.Diagnostics.Metrics;
using Thriftscope.Benchmarks.Telemetry;

namespace Thriftscope.Benchmarks.Exporters;

/// <summary>Calls with their telemetry written by hand.</summary>
internal sealed class BareCalls : ICalls
{
    private readonly BareCall[] _calls;

    public BareCalls(string name)
    {
        ActivitySource source = new(name);
        Meter meter = new(name);
        // A meter has an instrument once, however often it is created.
        _calls = [.. Enumerable.Range(0, ICalls.Methods).Select(i => new BareCall(source, meter, $"method{i}"))];
    }

    public void CallOne() => _calls[0].Run();

    public void CallAll()
    {
        foreach (BareCall call in _calls)
            call.Run();
    }
}
