using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Thriftscope.DependencyInjection;

/// <summary>Makes each named client once, and closes all of them when the container goes.</summary>
internal sealed class ThriftClientFactory(
    IEnumerable<ThriftClientRegistration> registrations, IOptionsMonitor<ThriftClientOptions> options, IServiceProvider services, ILoggerFactory? loggers = null)
    : IThriftClientFactory, IAsyncDisposable, IDisposable
{
    private readonly Dictionary<string, ThriftClientRegistration> _registrations = registrations.ToDictionary(r => r.Name, StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, Lazy<ServiceClient>> _clients = new(StringComparer.Ordinal);
    private bool _disposed;

    public ServiceClient CreateClient(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_registrations.TryGetValue(name, out ThriftClientRegistration? registration))
            throw new InvalidOperationException($"There is no Thrift client \"{name}\"; AddThriftClient has set up {string.Join(", ", _registrations.Keys)}.");
        return _clients.GetOrAdd(name, static (_, state) => new Lazy<ServiceClient>(() => state.Factory.Create(state.Registration)), (Factory: this, Registration: registration))
            .Value.Share();
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        foreach (Lazy<ServiceClient> client in _clients.Values.Where(c => c.IsValueCreated))
            await client.Value.DisposeAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        _disposed = true;
        foreach (Lazy<ServiceClient> client in _clients.Values.Where(c => c.IsValueCreated))
            client.Value.Dispose();
    }

    /// <summary>The options of a name. A program that has set up no logging of its own leaves it to ThriftTelemetry's.</summary>
    public static ThriftClientOptions Configured(IOptionsMonitor<ThriftClientOptions> options, string name, ILoggerFactory? loggers)
    {
        ThriftClientOptions configured = options.Get(name);
        if (loggers is not NullLoggerFactory)
            configured.LoggerFactory ??= loggers;
        return configured;
    }

    private ServiceClient Create(ThriftClientRegistration registration) => registration.Create(services, Configured(options, registration.Name, loggers));
}

/// <summary>One client that was set up.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Create">Makes it.</param>
internal sealed record ThriftClientRegistration(string Name, Func<IServiceProvider, ThriftClientOptions, ServiceClient> Create);
