using Microsoft.Extensions.Logging;

namespace Thriftscope.ApacheThrift.Tests.Support;

/// <summary>Without a logger, Apache's generated processors write each failure of a handler to the console.</summary>
internal sealed class QuietLogger<T> : ILogger<T>
{
    public static QuietLogger<T> Instance { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => false;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
    }
}
