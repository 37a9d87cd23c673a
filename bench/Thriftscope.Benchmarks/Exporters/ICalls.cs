namespace Thriftscope.Benchmarks.Exporters;

/// <summary>The telemetry of calls of a hundred methods.</summary>
internal interface ICalls
{
    const int Methods = 100;

    /// <summary>Calls one of the methods.</summary>
    void CallOne();

    /// <summary>Calls each method once.</summary>
    void CallAll();
}
