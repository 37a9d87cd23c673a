using Microsoft.Extensions.Diagnostics.HealthChecks;
using Thriftscope.Client;

namespace Thriftscope.AspNetCore.Health;

/// <summary>Tells whether a Thrift service somewhere can be connected to, or answers a call.</summary>
internal sealed class EndpointHealthCheck(ThriftEndpoint endpoint, ThriftService? service, string? method, ThriftClientOptions options) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            if (method is null)
            {
                ConnectedStream connected = await StreamConnector.OpenAsync(endpoint, options, cancellationToken).ConfigureAwait(false);
                await connected.Stream.DisposeAsync().ConfigureAwait(false);
                return HealthCheckResult.Healthy($"{endpoint} takes connections");
            }

            ServiceClient client = service!.CreateClient(endpoint, options);
            await using (client.ConfigureAwait(false))
                await client.CallAsync(method, [], cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy($"{endpoint} answers {method}");
        }
        // One that is gone in time is not the service's fault, and the framework tells of one that is not.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, e.Message, e);
        }
    }
}
