using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Thriftscope.AspNetCore.Requests;

namespace Thriftscope.AspNetCore.Health;

/// <summary>Tells whether the application's Thrift server takes calls, and how near it is to its limits.</summary>
internal sealed class ServerHealthCheck(IHostApplicationLifetime lifetime, ServerLoad load, IOptions<ThriftServerOptions> options) : IHealthCheck
{
    // From here on whoever balances load should send less.
    private const double NearLimit = 0.9;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(Check(context));

    private HealthCheckResult Check(HealthCheckContext context)
    {
        (int connections, int calls) = (load.Connections, load.Calls);
        Dictionary<string, object> data = new() { ["connections"] = connections, ["calls"] = calls };
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return new HealthCheckResult(context.Registration.FailureStatus, "The server is stopping", data: data);
        if (!lifetime.ApplicationStarted.IsCancellationRequested)
            return new HealthCheckResult(context.Registration.FailureStatus, "The server does not listen yet", data: data);
        if (!load.IsServed)
            return new HealthCheckResult(context.Registration.FailureStatus, "No endpoint serves the Thrift services: UseThrift on a port or MapThrift is missing", data: data);
        string text = $"{Describe(connections, options.Value.MaxConnections)} connections, {Describe(calls, options.Value.MaxConcurrentCalls)} calls";
        return IsNear(connections, options.Value.MaxConnections) || IsNear(calls, options.Value.MaxConcurrentCalls)
            ? HealthCheckResult.Degraded($"The server is near its limits: {text}", data: data)
            : HealthCheckResult.Healthy(text, data);
    }

    private static bool IsNear(int count, int? limit) => count >= limit * NearLimit;

    private static string Describe(int count, int? limit) => limit is null ? $"{count}" : $"{count} of {limit}";
}
