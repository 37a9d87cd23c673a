using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Thriftscope.AspNetCore.Hosting;

/// <summary>
/// The web server's logging in a server that runs by itself. It says nothing, and hears why a TLS handshake failed: Kestrel tells that to its log
/// and to nobody else.
/// </summary>
internal sealed class HandshakeLog : ILoggerFactory, ILogger
{
    private const string Category = "Microsoft.AspNetCore.Server.Kestrel.Https";

    private static readonly AsyncLocal<StrongBox<string?>?> Current = new();

    /// <summary>Begins to listen, for the handshakes that are made below the caller.</summary>
    /// <returns>What will hold the last thing that was said.</returns>
    public static StrongBox<string?> Listen() => Current.Value = new StrongBox<string?>();

    public ILogger CreateLogger(string categoryName) => categoryName.StartsWith(Category, StringComparison.Ordinal) ? this : NullLogger.Instance;

    public bool IsEnabled(LogLevel logLevel) => Current.Value is not null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (Current.Value is { } heard)
            heard.Value = exception?.GetBaseException().Message ?? formatter(state, null);
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }
}
