using Thriftscope.Benchmarks.Telemetry;

namespace Thriftscope.Benchmarks.Exporters;

/// <summary>Calls with our telemetry.</summary>
internal sealed class ObservedCalls(string name) : ICalls
{
    private readonly ObservedCall _call = new(name, Listening.Nobody);
    private readonly string[] _methods = [.. Enumerable.Range(0, ICalls.Methods).Select(i => $"method{i}")];

    public void CallOne() => _call.Run(_methods[0]);

    public void CallAll()
    {
        foreach (string method in _methods)
            _call.Run(method);
    }
}
