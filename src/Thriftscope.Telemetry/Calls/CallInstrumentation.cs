using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Thriftscope.Telemetry;

/// <summary>
/// What a client or a server records its calls with: the instruments, and its own options and logging, or the program's where
/// it has none.
/// </summary>
internal sealed class CallInstrumentation(CallInstruments instruments, ThriftInstrumentationOptions? options = null, ILoggerFactory? loggers = null)
{
    private readonly ThriftLoggers? _loggers = loggers is null ? null : new ThriftLoggers(loggers);

    public CallInstruments Instruments => instruments;

    public ThriftInstrumentationOptions Options => options ?? AmbientInstrumentation.Options;

    public ThriftLoggers Loggers => _loggers ?? AmbientInstrumentation.Loggers;

    /// <summary>Whether anyone wants to know of a client's calls.</summary>
    public bool ListensToClients => instruments.Source.HasListeners() || instruments.Client.Enabled || Logs;

    /// <summary>Whether anyone wants to know of a server's calls.</summary>
    public bool ListensToServers => instruments.Source.HasListeners() || instruments.Server.Enabled || Logs;

    private bool Logs => Guard.IsEnabled(Loggers.Calls, LogLevel.Warning) || (Options.AccessLog && Guard.IsEnabled(Loggers.Access, LogLevel.Information));

    /// <summary>Records how long a request has waited, behind others of its connection and for its turn, which is now.</summary>
    public void RecordWait(MethodTelemetry method, in RequestTimes times)
    {
        if (!instruments.QueueDuration.Enabled)
            return;
        long ticks = times.DecodeStarted - times.Complete + Stopwatch.GetTimestamp() - times.Decoded;
        Guard.Record(instruments.QueueDuration, (double)ticks / Stopwatch.Frequency, method.MethodTag);
    }

    /// <summary>Counts a message that the server could not or would not serve.</summary>
    public void CountRejected(string reason) =>
        Guard.Add(instruments.RejectedMessages, new KeyValuePair<string, object?>(SemanticConventions.ThriftReason, reason));

    /// <summary>The same for a message that has not become a call, which would have left a log.</summary>
    public void Reject(string reason, string? peer, string problem)
    {
        CountRejected(reason);
        Guard.Log(() => CallLog.MessageRejected(Loggers.Calls, peer, reason, problem, exception: null));
    }
}
