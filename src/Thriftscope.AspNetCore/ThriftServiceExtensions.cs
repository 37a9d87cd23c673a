using System.Diagnostics.CodeAnalysis;
using Thriftscope.AspNetCore;

namespace Thriftscope;

/// <summary>Serves a loaded service.</summary>
public static class ThriftServiceExtensions
{
    /// <summary>Serves a service until the result is disposed.</summary>
    /// <param name="service">The service.</param>
    /// <param name="endpoint">
    /// Where to listen: <c>tcp://127.0.0.1:9090</c>, <c>tcp://*:9090</c> for every address of the machine, <c>tls://host:port</c>,
    /// <c>unix:///path</c>, <c>unix:@name</c> for an abstract socket, <c>http://host:port/path</c> or <c>https://host:port/path</c>; on
    /// Windows also <c>pipe://./name</c>. Port 0 lets the system pick one.
    /// </param>
    /// <param name="handler">
    /// Any object with a public method for each of the service's: named as in the IDL, without regard to case, with or without
    /// <c>Async</c> behind it, with the arguments in the IDL's order and perhaps a
    /// <see cref="CancellationToken"/> and a <see cref="ThriftCallContext"/>, anywhere among them.
    /// </param>
    /// <param name="options">Limits and the like.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="ArgumentException">The handler lacks methods; the message lists them. Or TLS has no certificate.</exception>
    /// <exception cref="FormatException">The endpoint is wrong.</exception>
    /// <exception cref="ThriftTransportException">It can't be listened on, for instance because another program does.</exception>
    [RequiresUnreferencedCode(ReflectionSupport.Reason)]
    [RequiresDynamicCode(ReflectionSupport.Reason)]
    public static Task<ThriftServer> ServeAsync(
        this ThriftService service, string endpoint, object handler, ThriftServerOptions? options = null, CancellationToken cancellationToken = default) =>
        ThriftServer.StartAsync(endpoint, [new ThriftServiceBinding(service, handler)], options, cancellationToken);
}
