using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Thriftscope.AspNetCore.Health;
using Thriftscope.AspNetCore.Requests;

namespace Thriftscope.AspNetCore;

/// <summary>Health checks of Thrift servers, one's own and others.</summary>
public static class ThriftHealthCheckExtensions
{
    /// <summary>
    /// Checks the application's own Thrift server: healthy while it takes calls, degraded from nine tenths of
    /// <see cref="ThriftServerOptions.MaxConnections"/> or <see cref="ThriftServerOptions.MaxConcurrentCalls"/> on, unhealthy before it listens,
    /// as soon as it stops, so that no new calls come while it drains, and when nothing serves: neither
    /// <see cref="ThriftServerExtensions.UseThrift"/> nor <see cref="ThriftEndpointRouteBuilderExtensions.MapThrift"/> was called.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="failureStatus">What a server that does not listen is; <see langword="null"/> for unhealthy.</param>
    /// <param name="tags">To choose checks by.</param>
    public static IHealthChecksBuilder AddThriftServer(
        this IHealthChecksBuilder builder, string name = "thrift", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<ServerLoad>();
        return builder.Add(new HealthCheckRegistration(name, services => ActivatorUtilities.CreateInstance<ServerHealthCheck>(services), failureStatus, tags));
    }

    /// <summary>Checks a Thrift service that the application needs: that it can be connected to, or that it answers a call.</summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="endpoint">Where the service is, such as <c>tcp://inventory:9090</c>.</param>
    /// <param name="service">The service, if a method is to be called.</param>
    /// <param name="method">The method to call, one that needs no arguments; <see langword="null"/> only to connect.</param>
    /// <param name="options">Time-outs, TLS and the like of the connection and the call; the connection is opened anew at each check.</param>
    /// <param name="timeout">How long the check may take in all; <see langword="null"/> for 5 seconds.</param>
    /// <param name="failureStatus">What a service that does not answer is; <see langword="null"/> for unhealthy.</param>
    /// <param name="tags">To choose checks by.</param>
    /// <exception cref="ArgumentException">There is a method without a service, or one that the service does not have.</exception>
    /// <exception cref="FormatException">The endpoint is wrong.</exception>
    public static IHealthChecksBuilder AddThriftEndpoint(
        this IHealthChecksBuilder builder,
        string name,
        string endpoint,
        ThriftService? service = null,
        string? method = null,
        ThriftClientOptions? options = null,
        TimeSpan? timeout = null,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (method is not null && service?.Schema.FindMethod(method) is null)
            throw new ArgumentException(service is null ? $"To call {method}, the check needs its service." : $"{service.Name} has no method \"{method}\".", nameof(method));
        EndpointHealthCheck check = new(ThriftEndpoint.Parse(endpoint), service, method, options ?? new ThriftClientOptions());
        return builder.Add(new HealthCheckRegistration(name, check, failureStatus, tags, timeout ?? TimeSpan.FromSeconds(5)));
    }
}
