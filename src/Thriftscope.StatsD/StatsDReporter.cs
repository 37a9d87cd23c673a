using System.Net;
using Thriftscope.StatsD.Recording;
using Thriftscope.StatsD.Sending;
using Thriftscope.StatsD.Transport;

namespace Thriftscope.StatsD;

/// <summary>
/// Reports what .NET's meters measure to a StatsD daemon: <c>using var reporter = StatsDReporter.Start("127.0.0.1:8125");</c>. Sums and
/// gauges go once in each interval, every measurement of a histogram goes by itself. Recording never waits, never throws and allocates
/// nothing; a daemon that is away costs the data that can't be kept, which is counted.
/// </summary>
public sealed class StatsDReporter : IDisposable, IAsyncDisposable
{
    /// <summary>The name of the meter that counts what did not go to the daemon.</summary>
    public const string MeterName = "Thriftscope.StatsD";

    private readonly Drops _drops;
    private readonly MeasurementListener _listener;
    private readonly Sender _sender;
    private readonly TimeSpan _shutdownTimeout;
    private int _isDisposed;

    private StatsDReporter(StatsDOptions options, Connector.Resolver resolve, TimeSpan refreshInterval)
    {
        StatsDEndpoint endpoint = StatsDEndpoint.Parse(options.Endpoint);
        _drops = new Drops(endpoint);
        Wakeup wakeup = new();
        MeasurementQueue queue = new(options.QueueCapacity, wakeup.Set);
        SeriesTable table = new(options, _drops, queue);
        Connector connector = new(endpoint, resolve, refreshInterval);
        ITransport transport = endpoint.Protocol == StatsDProtocol.Tcp
            ? new StreamTransport(connector, options.MaxPacketSize + 1)
            : new DatagramTransport(endpoint, connector, _drops);
        _listener = new MeasurementListener(options, table, _drops);
        _sender = new Sender(options, _listener, table, queue, transport, _drops, wakeup);
        _shutdownTimeout = options.ShutdownTimeout;
    }

    /// <summary>How much did not go to the daemon, for all reasons together.</summary>
    public long Dropped => _drops.Total;

    /// <summary>Starts to report to the daemon that <c>STATSD_HOST</c> and <c>STATSD_PORT</c> name, by default <c>localhost:8125</c>.</summary>
    /// <exception cref="ArgumentException">The variables name no endpoint.</exception>
    public static StatsDReporter Start() => Start(new StatsDOptions());

    /// <summary>Starts to report.</summary>
    /// <param name="endpoint">The daemon: see <see cref="StatsDOptions.Endpoint"/>.</param>
    /// <exception cref="ArgumentException">The endpoint can't be read.</exception>
    public static StatsDReporter Start(string endpoint) => Start(endpoint, static _ => { });

    /// <summary>Starts to report.</summary>
    /// <param name="endpoint">The daemon: see <see cref="StatsDOptions.Endpoint"/>.</param>
    /// <param name="configure">Says what is sent, and how.</param>
    /// <exception cref="ArgumentException">The endpoint or an option can't be used; the message says why.</exception>
    public static StatsDReporter Start(string endpoint, Action<StatsDOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(configure);
        StatsDOptions options = new() { Endpoint = endpoint };
        configure(options);
        return Start(options);
    }

    /// <summary>Starts to report.</summary>
    /// <param name="options">Says what is sent, how and where to. It is not to be changed after the start.</param>
    /// <exception cref="ArgumentException">An option can't be used; the message says why.</exception>
    public static StatsDReporter Start(StatsDOptions options) => Start(options, Dns.GetHostAddressesAsync, Connector.RefreshInterval);

    /// <summary>How much did not go to the daemon, for one reason.</summary>
    public long DroppedFor(StatsDDropReason reason) =>
        Enum.IsDefined(reason) ? _drops[reason] : throw new ArgumentOutOfRangeException(nameof(reason));

    /// <summary>
    /// Sends everything that was recorded before, and waits for it as long as for the end of the reporter. Over UDP that it was sent
    /// does not mean that it came.
    /// </summary>
    /// <returns>Whether everything was handed to the operating system in time.</returns>
    public bool Flush() => Flush(_shutdownTimeout);

    /// <summary>Sends everything that was recorded before, and waits for it.</summary>
    /// <param name="timeout">The longest time to wait.</param>
    /// <returns>Whether everything was handed to the operating system in time.</returns>
    public bool Flush(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        return _sender.Flush(Deadline.After(timeout));
    }

    /// <summary>Sends what is waiting, for no longer than <see cref="StatsDOptions.ShutdownTimeout"/>, and stops.</summary>
    public void Dispose()
    {
        Stop();
        if (!_sender.IsCurrentThread)
            _ = _sender.Ended.Wait(Longest);
        _listener.Dispose();
    }

    /// <inheritdoc cref="Dispose"/>
    public async ValueTask DisposeAsync()
    {
        Stop();
        if (!_sender.IsCurrentThread)
            await _sender.Ended.WaitAsync(Longest).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
    }

    internal static StatsDReporter Start(StatsDOptions options, Connector.Resolver resolve, TimeSpan refreshInterval)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        StatsDReporter reporter = new(options, resolve, refreshInterval);
        reporter._listener.Start();
        reporter._sender.Start();
        return reporter;
    }

    // The sender keeps to its time; only a callback of the program that hangs could hold it up for longer.
    private TimeSpan Longest => _shutdownTimeout + TimeSpan.FromSeconds(1);

    private void Stop()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            _sender.Stop(Deadline.After(_shutdownTimeout));
    }
}
