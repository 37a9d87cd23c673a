using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Thriftscope.Telemetry;

namespace Thriftscope.AspNetCore.Connections;

/// <summary>Gives Kestrel's connections to the services of the application.</summary>
internal sealed class ThriftConnectionHandler : ConnectionHandler
{
    private readonly RequestDecoder _decoder;
    private readonly ThriftServerOptions _options;
    private readonly ServerTelemetry _telemetry;
    private readonly IServiceProvider _services;

    public ThriftConnectionHandler(
        IEnumerable<ThriftServiceBinding> services, IOptions<ThriftServerOptions> options, IServiceProvider provider, ILoggerFactory loggers)
    {
        _options = options.Value;
        _decoder = new RequestDecoder(new ServiceTable([.. services]), _options.Limits);
        ILoggerFactory used = _options.LoggerFactory ?? loggers;
        _telemetry = new ServerTelemetry(new CallInstrumentation(
            CallInstruments.Shared, _options.Instrumentation, used is NullLoggerFactory ? null : used));
        _services = provider;
    }

    public override Task OnConnectedAsync(ConnectionContext connection) =>
        new ServerConnection(connection, _decoder, _options, _telemetry, _services).RunAsync();
}
