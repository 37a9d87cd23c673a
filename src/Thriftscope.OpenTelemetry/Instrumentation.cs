using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Thriftscope.Telemetry;

namespace Thriftscope.OpenTelemetry;

/// <summary>Puts a provider's options to use for as long as the provider lives.</summary>
internal static class Instrumentation
{
    public static IDisposable Start(IServiceProvider provider, string name) => AmbientInstrumentation.Use(
        provider.GetRequiredService<IOptionsMonitor<ThriftInstrumentationOptions>>().Get(name),
        provider.GetService<ILoggerFactory>());
}
