using Microsoft.Extensions.Logging;
using Thriftscope.OpenTelemetry;

namespace Backends;

/// <summary>Logs in a collector and in the terminal.</summary>
static class Logs
{
    public static void InBoth()
    {
        using var telemetry = ThriftTelemetry.Start(o => o
            .UseOtlp()
            .ConfigureLogging(l => l.AddSimpleConsole(c => c.IncludeScopes = true)));
    }
}
