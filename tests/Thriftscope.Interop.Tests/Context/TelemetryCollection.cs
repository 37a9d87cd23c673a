namespace Thriftscope.Interop.Tests.Context;

/// <summary>Spans, and whether somebody listens to them, are matters of the whole process: these tests run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TelemetryCollection
{
    public const string Name = "Telemetry";
}
