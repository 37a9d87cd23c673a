using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Thriftscope.AspNetCore.Http;
using Thriftscope.AspNetCore.Requests;

namespace Thriftscope.AspNetCore;

/// <summary>Serves Thrift over HTTP inside an ASP.NET Core application.</summary>
public static class ThriftEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Serves the application's Thrift services at a path: each call is the body of a POST, its reply that of the response. A failure of
    /// the call is a TApplicationException in a response of status 200, as Thrift's clients expect; 400 is for what is no Thrift message at all, 413
    /// for one over the limits, 415 for a content type that is not Thrift's.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The path, such as <c>/thrift</c>.</param>
    /// <param name="configure">What is different at this path from the application's options.</param>
    /// <returns>For <c>RequireAuthorization()</c> and the like.</returns>
    /// <exception cref="InvalidOperationException">No service was added.</exception>
    public static IEndpointConventionBuilder MapThrift(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Action<ThriftServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        IServiceProvider services = endpoints.ServiceProvider;
        ServerEndpoint endpoint = ServerCore.Of(services).CreateEndpoint(ServerCore.OptionsOf(services, configure));
        return endpoints.MapPost(pattern, new ThriftHttpEndpoint(endpoint).HandleAsync).WithDisplayName($"Thrift {pattern}");
    }
}
