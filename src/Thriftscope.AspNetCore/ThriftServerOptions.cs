using Microsoft.Extensions.Logging;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore;

/// <summary>How services are served.</summary>
public sealed class ThriftServerOptions
{
    /// <summary>
    /// Whether the answer INTERNAL_ERROR says what the handler threw. Default: no, since it may hold what a caller should not see.
    /// </summary>
    public bool ExposeExceptionMessages { get; set; }

    /// <summary>How long calls that are under way may take to end when the server stops. Default: 30 seconds.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many requests of one connection may wait behind the one that is handled. Beyond that the connection is not read
    /// until it has caught up. Default: 128.
    /// </summary>
    public int MaxQueuedRequests
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 128;

    /// <summary>What a request may contain.</summary>
    public ThriftLimits Limits { get; set; } = ThriftLimits.Default;

    /// <summary>What is recorded of this server's calls; <see langword="null"/> for what the program has set up for all.</summary>
    public ThriftInstrumentationOptions? Instrumentation { get; set; }

    /// <summary>
    /// Where calls and connections are logged; <see langword="null"/> for what the program has set up for all. In
    /// an ASP.NET Core application its own logging is used.
    /// </summary>
    public ILoggerFactory? LoggerFactory { get; set; }
}
