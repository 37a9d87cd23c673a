using Microsoft.Extensions.Logging;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope;

/// <summary>How a client connects and calls.</summary>
public sealed class ThriftClientOptions
{
    /// <summary>How long opening a connection may take. Default: 10 seconds.</summary>
    public TimeSpan ConnectTimeout { get; set => field = Positive(value); } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a call may take once it is connected, from sending to the reply; <see cref="Timeout.InfiniteTimeSpan"/> for
    /// ever. Default: 30 seconds.
    /// </summary>
    public TimeSpan CallTimeout { get; set => field = Positive(value); } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The service's name on a server that serves several on one connection: methods are sent as <c>name:method</c>. Default:
    /// none.
    /// </summary>
    public string? MultiplexedName { get; set; }

    /// <summary>What a reply may contain.</summary>
    public ThriftLimits Limits { get; set; } = ThriftLimits.Default;

    /// <summary>What is recorded of this client's calls; <see langword="null"/> for what the program has set up for all.</summary>
    public ThriftInstrumentationOptions? Instrumentation { get; set; }

    /// <summary>Where calls and connections are logged; <see langword="null"/> for what the program has set up for all.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    private static TimeSpan Positive(TimeSpan value)
    {
        if (value != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            // What .NET's timers can count to: more than three weeks.
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromMilliseconds(int.MaxValue));
        }

        return value;
    }
}
