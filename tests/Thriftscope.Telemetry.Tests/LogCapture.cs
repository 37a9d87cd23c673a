using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Thriftscope.Telemetry.Tests;

/// <summary>Keeps what is logged.</summary>
internal sealed class LogCapture : ILoggerProvider
{
    private readonly ConcurrentQueue<LogEntry> _entries = new();
    private readonly bool _throws;

    public LogCapture(LogLevel level = LogLevel.Information, string category = "", bool throws = false)
    {
        _throws = throws;
        Factory = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.None).AddFilter(category, level).AddProvider(this));
    }

    public ILoggerFactory Factory { get; }

    public IReadOnlyCollection<LogEntry> Entries => _entries;

    public IReadOnlyList<LogEntry> Of(string category) => [.. _entries.Where(e => e.Category == category)];

    public async Task<LogEntry> UntilAsync(string eventName, Func<LogEntry, bool>? wanted = null)
    {
        bool Matches(LogEntry entry) => entry.EventName == eventName && wanted?.Invoke(entry) != false;
        await TelemetryCapture.UntilAsync(() => _entries.Any(Matches), $"the log {eventName}");
        return _entries.First(Matches);
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(LogCapture capture, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (capture._throws)
                throw new InvalidOperationException("This logger is broken.");
            Dictionary<string, object?> values = ((IEnumerable<KeyValuePair<string, object?>>)state!).ToDictionary(p => p.Key, p => p.Value);
            capture._entries.Enqueue(new LogEntry(category, logLevel, eventId.Id, eventId.Name, values, Activity.Current?.SpanId));
        }
    }
}

/// <summary>One log, and the span in which it was written.</summary>
internal sealed record LogEntry(
    string Category, LogLevel Level, int EventNumber, string? EventName, IReadOnlyDictionary<string, object?> Values, ActivitySpanId? SpanId);
