using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Thriftscope.Telemetry;

/// <summary>What the program has set up for all its clients and servers. The newest that is still in use counts.</summary>
internal static class AmbientInstrumentation
{
    private static readonly Settings Plain = new(new ThriftInstrumentationOptions(), NullLogger.Instance);
    private static readonly Lock Gate = new();
    private static Settings[] _inUse = [];

    public static ThriftInstrumentationOptions Options => Current.Options;

    public static ILogger Logger => Current.Logger;

    private static Settings Current => _inUse is [.., var newest] ? newest : Plain;

    /// <summary>Puts options and logging to use until the result is disposed.</summary>
    public static IDisposable Use(ThriftInstrumentationOptions options, ILoggerFactory? loggers = null)
    {
        Settings settings = new(options, loggers?.CreateLogger(CallInstrumentation.LogCategory) ?? NullLogger.Instance);
        lock (Gate)
            _inUse = [.. _inUse, settings];
        return settings;
    }

    private sealed class Settings(ThriftInstrumentationOptions options, ILogger logger) : IDisposable
    {
        public ThriftInstrumentationOptions Options => options;

        public ILogger Logger => logger;

        public void Dispose()
        {
            lock (Gate)
                _inUse = [.. _inUse.Where(s => s != this)];
        }
    }
}
