using Microsoft.Extensions.Logging;

namespace Thriftscope.Telemetry;

/// <summary>What the program has set up for all its clients and servers. The newest that is still in use counts.</summary>
internal static class AmbientInstrumentation
{
    private static readonly Settings Plain = new(new ThriftInstrumentationOptions(), ThriftLoggers.None);
    private static readonly Lock Gate = new();
    private static Settings[] _inUse = [];

    public static ThriftInstrumentationOptions Options => Current.Options;

    public static ThriftLoggers Loggers => Current.Loggers;

    private static Settings Current => _inUse is [.., var newest] ? newest : Plain;

    /// <summary>Puts options and logging to use until the result is disposed.</summary>
    public static IDisposable Use(ThriftInstrumentationOptions options, ILoggerFactory? loggers = null)
    {
        Settings settings = new(options, loggers is null ? ThriftLoggers.None : new ThriftLoggers(loggers));
        lock (Gate)
            _inUse = [.. _inUse, settings];
        return settings;
    }

    private sealed class Settings(ThriftInstrumentationOptions options, ThriftLoggers loggers) : IDisposable
    {
        public ThriftInstrumentationOptions Options => options;

        public ThriftLoggers Loggers => loggers;

        public void Dispose()
        {
            lock (Gate)
                _inUse = [.. _inUse.Where(s => s != this)];
        }
    }
}
