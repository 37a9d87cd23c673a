using Microsoft.Extensions.Logging;

namespace Thriftscope.Telemetry;

/// <summary>
/// What a client or a server records its calls with: the instruments, and its own options and logging, or the program's where
/// it has none.
/// </summary>
internal sealed class CallInstrumentation(CallInstruments instruments, ThriftInstrumentationOptions? options = null, ILoggerFactory? loggers = null)
{
    public const string LogCategory = "Thriftscope.Calls";

    private readonly ILogger? _logger = loggers?.CreateLogger(LogCategory);

    public CallInstruments Instruments => instruments;

    public ThriftInstrumentationOptions Options => options ?? AmbientInstrumentation.Options;

    public ILogger Logger => _logger ?? AmbientInstrumentation.Logger;

    /// <summary>Whether anyone wants to know of a client's calls.</summary>
    public bool ListensToClients => instruments.Source.HasListeners() || instruments.Client.Enabled || Logger.IsEnabled(LogLevel.Warning);

    /// <summary>Whether anyone wants to know of a server's calls.</summary>
    public bool ListensToServers => instruments.Source.HasListeners() || instruments.Server.Enabled || Logger.IsEnabled(LogLevel.Warning);
}
