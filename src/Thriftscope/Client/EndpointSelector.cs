using Thriftscope.Telemetry;

namespace Thriftscope.Client;

/// <summary>Picks the endpoint that a call goes to, and asks a resolver where there are any.</summary>
internal sealed class EndpointSelector : IAsyncDisposable
{
    // A resolver is not asked again and again while nothing can be connected to.
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private readonly IThriftEndpointResolver? _resolver;
    private readonly ThriftClientOptions _options;
    private readonly CallInstrumentation _instrumentation;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _disposing = new();
    private readonly List<ThriftChannel> _leaving = [];
    private ThriftChannel[] _channels;
    private Task? _asking;
    private long _asked;
    private uint _next;

    public EndpointSelector(
        IThriftEndpointResolver? resolver, IReadOnlyList<ThriftEndpoint> endpoints, ThriftClientOptions options, CallInstrumentation instrumentation)
    {
        _resolver = resolver;
        _options = options;
        _instrumentation = instrumentation;
        _channels = [.. endpoints.DistinctBy(e => e.ToString(), StringComparer.Ordinal).Select(Create)];
    }

    /// <summary>The channels that there are now.</summary>
    public IReadOnlyList<ThriftChannel> Channels => Volatile.Read(ref _channels);

    /// <summary>The one that every call goes to; <see langword="null"/> where there is a choice.</summary>
    public ThriftChannel? Only => _resolver is null && _channels is [var only] ? only : null;

    /// <summary>Picks a channel.</summary>
    /// <param name="tried">Those that the call could not connect to.</param>
    /// <param name="deadline">When the caller goes.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The channel; <see langword="null"/> when nothing but what has been tried is worth it.</returns>
    /// <exception cref="ThriftTransportException">The resolver knows none.</exception>
    public async ValueTask<ThriftChannel?> SelectAsync(EndpointAttempts tried, CallDeadline deadline, CancellationToken cancellationToken)
    {
        if (_resolver is not null)
        {
            Task asking = AskIfDue(!tried.IsEmpty);
            if (Channels.Count == 0)
                await WaitAsync(asking, deadline, cancellationToken).ConfigureAwait(false);
        }

        ThriftChannel[] channels = Volatile.Read(ref _channels);
        if (channels.Length == 0)
            throw new ThriftTransportException(ThriftTransportError.NotOpen, "The client has been disposed.") { IsUnsent = true };
        uint start = _options.LoadBalancing == ThriftLoadBalancing.Failover ? 0 : Interlocked.Increment(ref _next);
        ThriftChannel? poor = null, rest = null;
        for (int i = 0; i < channels.Length; i++)
        {
            ThriftChannel channel = channels[(start + (uint)i) % (uint)channels.Length];
            if (tried.Contains(channel))
                continue;
            if (!channel.IsAvailable)
                rest ??= channel;
            else if (channel.Health.TryTake())
                return channel;
            else
                poor ??= channel;
        }

        // Of those that can't be connected to, the first attempt says why, and when that changes.
        return poor ?? (tried.IsEmpty ? rest : null);
    }

    /// <summary>Whether there is another channel for a call than one, and than those that it has tried.</summary>
    public bool HasOther(ThriftChannel than, EndpointAttempts tried)
    {
        foreach (ThriftChannel channel in Volatile.Read(ref _channels))
        {
            if (channel != than && channel.IsAvailable && !channel.Health.IsPoor && !tried.Contains(channel))
                return true;
        }

        return false;
    }

    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync().ConfigureAwait(false);
        ThriftChannel[] channels;
        lock (_gate)
        {
            channels = [.. _channels, .. _leaving];
            _leaving.Clear();
        }

        foreach (ThriftChannel channel in channels)
            await channel.DisposeAsync().ConfigureAwait(false);
    }

    private ThriftChannel Create(ThriftEndpoint endpoint) => ThriftChannel.Create(endpoint, _options, _instrumentation);

    private Task AskIfDue(bool connectingFailed)
    {
        lock (_gate)
        {
            if (_asking is { IsCompleted: false })
                return _asking;
            TimeSpan age = TimeSpan.FromMilliseconds(Environment.TickCount64 - _asked);
            bool isDue = _asking is null
                || ((_asking.IsFaulted || _channels.Length == 0) && age >= AskAgain)
                || (_options.ResolveInterval != Timeout.InfiniteTimeSpan && age >= _options.ResolveInterval)
                || (connectingFailed && age >= AskAgain);
            if (!isDue)
                return _asking!;
            _asked = Environment.TickCount64;
            // The question is for all calls, and not for the one that happens to ask.
            using (ExecutionContext.SuppressFlow())
                return _asking = Task.Run(AskAsync).ObserveFailure();
        }
    }

    private async Task AskAsync()
    {
        IReadOnlyList<ThriftEndpoint> endpoints = await _resolver!.ResolveAsync(_disposing.Token).ConfigureAwait(false);
        if (endpoints is null || endpoints.Count == 0)
            throw new ThriftTransportException(ThriftTransportError.NotOpen, $"{_resolver.GetType().Name} knows no endpoint of the service.") { IsUnsent = true };
        lock (_gate)
        {
            if (_disposing.IsCancellationRequested)
                return;
            Dictionary<string, ThriftChannel> known = _channels.ToDictionary(c => c.Endpoint.ToString(), StringComparer.Ordinal);
            ThriftChannel[] channels =
                [.. endpoints.DistinctBy(e => e.ToString(), StringComparer.Ordinal).Select(e => known.Remove(e.ToString(), out ThriftChannel? channel) ? channel : Create(e))];
            // What has been left before is kept no longer than calls are under way there.
            _ = _leaving.RemoveAll(c => c.IsIdle);
            foreach (ThriftChannel gone in known.Values)
            {
                gone.Retire();
                _leaving.Add(gone);
            }

            Volatile.Write(ref _channels, channels);
        }
    }

    private static async Task WaitAsync(Task asking, CallDeadline deadline, CancellationToken cancellationToken)
    {
        try
        {
            await asking.WaitAsync(deadline.Left, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new ThriftTransportException(ThriftTransportError.TimedOut, $"The resolver did not say within {deadline.Timeout.TotalSeconds} s where the service is.") { IsUnsent = true };
        }
        catch (Exception e) when (e is not ThriftException && !cancellationToken.IsCancellationRequested)
        {
            throw new ThriftTransportException(ThriftTransportError.NotOpen, $"The resolver could not say where the service is: {e.Message}", e) { IsUnsent = true };
        }
    }
}
