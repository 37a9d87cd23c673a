using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Thriftscope.Telemetry.Tests;

/// <summary>Keeps what is logged.</summary>
internal sealed class LogCapture : ILoggerProvider
{
    private readonly ConcurrentQueue<LogEntry> _entries = new();

    public LogCapture() => Factory = LoggerFactory.Create(logging => logging.AddProvider(this));

    public ILoggerFactory Factory { get; }

    public IReadOnlyCollection<LogEntry> Entries => _entries;

    public ILogger CreateLogger(string categoryName) => new Logger(_entries);

    public void Dispose()
    {
    }

    private sealed class Logger(ConcurrentQueue<LogEntry> entries) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            entries.Enqueue(new LogEntry(eventId.Name, ((IEnumerable<KeyValuePair<string, object?>>)state!).ToDictionary(p => p.Key, p => p.Value)));
    }
}

/// <summary>One log.</summary>
internal sealed record LogEntry(string? EventName, IReadOnlyDictionary<string, object?> Values);
