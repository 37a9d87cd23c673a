using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Thriftscope.Telemetry;

/// <summary>The loggers of the three categories, which a program can filter one by one.</summary>
internal sealed class ThriftLoggers(ILoggerFactory factory)
{
    public static ThriftLoggers None { get; } = new(NullLoggerFactory.Instance);

    /// <summary>Calls that failed or were slow, and messages that were rejected.</summary>
    public ILogger Calls { get; } = factory.CreateLogger("Thriftscope.Calls");

    /// <summary>Every call, where the options ask for it.</summary>
    public ILogger Access { get; } = factory.CreateLogger("Thriftscope.Access");

    /// <summary>Connections that open and close.</summary>
    public ILogger Connections { get; } = factory.CreateLogger("Thriftscope.Connections");
}
