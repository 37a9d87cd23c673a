using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Thriftscope.ApacheThrift;
using Thriftscope.Telemetry;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a <see cref="ThriftInstrumentor"/> to an application with dependency injection.</summary>
public static class ThriftInstrumentationServiceCollectionExtensions
{
    /// <summary>
    /// Adds a <see cref="ThriftInstrumentor"/> with the application's options and logging. Take it from the container, and instrument
    /// clients, servers and processors with it.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets what is recorded.</param>
    public static IServiceCollection AddThriftInstrumentation(this IServiceCollection services, Action<ThriftInstrumentationOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        _ = services.AddOptions<ThriftInstrumentationOptions>().Configure(configure ?? (_ => { }));
        services.TryAddSingleton(provider => new ThriftInstrumentor(
            provider.GetRequiredService<IOptions<ThriftInstrumentationOptions>>().Value,
            provider.GetService<ILoggerFactory>()));
        return services;
    }
}
