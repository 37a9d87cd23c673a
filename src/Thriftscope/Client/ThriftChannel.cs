using System.Diagnostics;
using Thriftscope.Sessions;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.Client;

/// <summary>The way to one endpoint.</summary>
internal abstract class ThriftChannel(ThriftEndpoint endpoint, ThriftClientOptions options) : IAsyncDisposable
{
    public ThriftEndpoint Endpoint => endpoint;

    /// <summary>What telemetry says of the methods there.</summary>
    public MethodTelemetryCache Telemetry { get; } = new(
        ActivityKind.Client, WireNames.Of(endpoint.Protocol), WireNames.Of(endpoint.Transport), endpoint.Scheme == "pipe" ? endpoint.Path : endpoint.Host, endpoint.Port);

    /// <summary>How calls there have ended, where there is a choice.</summary>
    public EndpointHealth Health { get; } = new(options.ReconnectDelay, options.MaxReconnectDelay);

    /// <summary>Whether a call would get a connection, or at least an attempt to open one.</summary>
    public abstract bool IsAvailable { get; }

    /// <summary>Whether nothing is open or under way there.</summary>
    public abstract bool IsIdle { get; }

    /// <summary>Connects, where that makes sense.</summary>
    /// <exception cref="ThriftTransportException">There is no connection.</exception>
    public abstract Task OpenAsync(CallDeadline deadline, bool mayGoElsewhere, CancellationToken cancellationToken);

    /// <summary>Sends a request and waits for its reply; for a oneway call's only until it has been sent.</summary>
    /// <exception cref="ThriftException">There was no reply, or it could not be read.</exception>
    public abstract ValueTask<CallReply> ExchangeAsync(CallRequest request);

    /// <summary>Lets the calls that are under way end, and takes no more.</summary>
    public abstract void Retire();

    public abstract ValueTask DisposeAsync();

    /// <exception cref="FormatException">The endpoint is one to listen on.</exception>
    /// <exception cref="ArgumentException">The options are not for such an endpoint.</exception>
    public static ThriftChannel Create(ThriftEndpoint endpoint, ThriftClientOptions options, CallInstrumentation instrumentation)
    {
        if (endpoint.Host == ThriftEndpoint.AnyHost)
        {
            throw new FormatException(
                $"{endpoint} can't be connected to: {ThriftEndpoint.AnyHost} is every address of a server. A client needs one of them, or the server's name: {endpoint.Scheme}://localhost:{endpoint.Port}.");
        }

        if (endpoint.IsHttp && options.Sasl is not null)
            throw new ArgumentException($"{endpoint} can't be logged in to by SASL, which HTTP does not have: add the header \"authorization\" to each call, by an interceptor.");
        if (!SessionProbe.CanBeSpoken(options.Session, endpoint.Format))
        {
            throw new ArgumentException(options.Session == ThriftSession.Finagle
                ? $"{endpoint} can't be spoken to as Finagle does, which is framed and binary: ?transport=framed."
                : $"{endpoint} can't be spoken to with ThriftPy's tracking: its transport must be unframed or framed, and its protocol binary or compact.");
        }

        return endpoint.IsHttp ? new HttpChannel(endpoint, options, instrumentation) : new ConnectionChannel(endpoint, options, instrumentation);
    }
}
