using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Thriftscope.AspNetCore.Handlers;
using Thriftscope.AspNetCore.Hosting;
using Thriftscope.Telemetry;

namespace Thriftscope.AspNetCore.Requests;

/// <summary>What all endpoints of a server share: its services, its load, its telemetry.</summary>
internal sealed class ServerCore
{
    private readonly ServiceTable _services;
    private readonly IThriftInterceptor[] _interceptors;
    private readonly IServiceProvider _provider;

    public ServerCore(
        IEnumerable<ThriftServiceBinding> services,
        IOptions<ThriftServerOptions> options,
        ServerLoad load,
        IEnumerable<ServerInterceptor> interceptors,
        IServiceProvider provider,
        ILoggerFactory loggers)
    {
        _services = new ServiceTable([.. services]);
        Load = load;
        ILoggerFactory used = options.Value.LoggerFactory ?? loggers;
        Telemetry = new ServerTelemetry(new CallInstrumentation(CallInstruments.Shared, options.Value.Instrumentation, used is NullLoggerFactory or HandshakeLog ? null : used));
        _interceptors = [.. interceptors.Select(i => i.Get(provider))];
        _provider = provider;
    }

    public ServerLoad Load { get; }

    public ServerTelemetry Telemetry { get; }

    /// <exception cref="InvalidOperationException">No service was added.</exception>
    public static ServerCore Of(IServiceProvider services) => services.GetService<ServerCore>()
        ?? throw new InvalidOperationException("There is no Thrift service to serve. Add one: builder.Services.AddThriftService<THandler>(service).");

    /// <summary>The options of one endpoint.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">What is different there from the rest of the server.</param>
    public static ThriftServerOptions OptionsOf(IServiceProvider services, Action<ThriftServerOptions>? configure)
    {
        ThriftServerOptions options = services.GetRequiredService<IOptions<ThriftServerOptions>>().Value;
        if (configure is null)
            return options;
        options = options.Copy();
        configure(options);
        return options;
    }

    /// <summary>Makes what serves the requests of one endpoint.</summary>
    public ServerEndpoint CreateEndpoint(ThriftServerOptions options)
    {
        Load.AddEndpoint();
        HandlerPipeline pipeline = new([.. options.Interceptors, .. _interceptors], _provider);
        return new ServerEndpoint(options, new RequestDecoder(_services, options), new RequestHandler(options, Telemetry, Load, pipeline), Telemetry, Load);
    }
}

/// <summary>What serves the requests of one endpoint.</summary>
internal sealed record ServerEndpoint(
    ThriftServerOptions Options, RequestDecoder Decoder, RequestHandler Handler, ServerTelemetry Telemetry, ServerLoad Load);
