using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Thriftscope.AspNetCore.Tests.Support;

/// <summary>Keeps what is logged.</summary>
internal sealed class CapturedLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>What was logged, as <c>Level Category: message</c>; that a host starts and stops is left out.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    public ILoggerFactory ToFactory() => LoggerFactory.Create(b => b.AddProvider(this));

    public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("Microsoft.Hosting.", StringComparison.Ordinal)
        ? NullLogger.Instance
        : new Logger(categoryName, _lines);

    /// <summary>Waits for a line with this text.</summary>
    public Task WaitForAsync(string text) => InTimeExtensions.Eventually(
        () => _lines.Any(l => l.Contains(text, StringComparison.Ordinal)), $"a log line with \"{text}\" in: {string.Join(" | ", _lines)}");

    public void Dispose()
    {
    }

    private sealed class Logger(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)}");
    }
}
