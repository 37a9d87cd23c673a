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

    public static void OfEveryCall()
    {
        using var telemetry = ThriftTelemetry.Start(o =>
        {
            o.UseOtlp();
            o.Instrumentation.AccessLog = true;
            o.Instrumentation.SlowCallThreshold = TimeSpan.FromMilliseconds(200);
            o.ConfigureLogging(l => l.AddFilter("Thriftscope.Connections", LogLevel.Debug));
        });
    }
}
