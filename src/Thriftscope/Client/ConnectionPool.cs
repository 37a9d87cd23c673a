using System.Diagnostics.CodeAnalysis;
using Thriftscope.Telemetry;

namespace Thriftscope.Client;

/// <summary>
/// The connections to one endpoint. A call takes a place on the one with the fewest calls under way, and gives it back when its reply
/// has come; another connection is opened only when all are busy, and waited for only as long as that goes quickly. Callers that find no
/// place wait in their order.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The gate of the disposal is the token source, which calls may still look at.")]
internal sealed class ConnectionPool : IAsyncDisposable
{
    // Why connections take no more calls.
    private const string Unneeded = "was no longer needed";
    private const string Silent = "had fallen silent";

    // A connection that has just been used has not been closed by its server for being idle.
    private const long TrustedMilliseconds = 1000;

    // A server that closes so many connections in a row, each this young and without an answer, is no better than one that takes none.
    private const int MostUnanswered = 3;
    private static readonly TimeSpan ShortLife = TimeSpan.FromSeconds(1);

    private readonly ThriftEndpoint _endpoint;
    private readonly ThriftClientOptions _options;
    private readonly CallInstrumentation _instrumentation;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _disposing = new();
    private readonly Backoff _backoff;
    private readonly ConnectionSweeper _sweeper;
    private readonly List<ClientConnection> _open = [];
    private readonly HashSet<ClientConnection> _all = [];
    private readonly HashSet<Task> _opening = [];
    private readonly HashSet<Task> _slow = [];
    private readonly LinkedList<ConnectionWaiter> _waiting = new();
    private readonly Queue<(ConnectionWaiter Waiter, ClientConnection Connection)> _handed = new();
    private int _unanswered;
    private bool _handing;
    private bool _willServe;
    private bool _retired;

    public ConnectionPool(ThriftEndpoint endpoint, ThriftClientOptions options, CallInstrumentation instrumentation)
    {
        _endpoint = endpoint;
        _options = options;
        _instrumentation = instrumentation;
        _backoff = new Backoff(options.ReconnectDelay, options.MaxReconnectDelay);
        _sweeper = new ConnectionSweeper(options.IdleTimeout, options.ConnectionLifetime, Sweep);
    }

    /// <summary>Whether a call gets a connection, or at least an attempt to open one that has not been found to take long.</summary>
    public bool IsAvailable
    {
        get
        {
            lock (_gate)
                return _open.Count > 0 || (_slow.Count == 0 && (_opening.Count > 0 || _backoff.Left == TimeSpan.Zero));
        }
    }

    /// <summary>Whether there is neither a connection nor an attempt to open one.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _all.Count == 0 && _opening.Count == 0;
        }
    }

    /// <summary>Takes a place on a connection, which must be given back.</summary>
    /// <param name="deadline">When the caller goes.</param>
    /// <param name="mayGoElsewhere">Whether the caller has another endpoint, and does not wait longer than a moment.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="ThriftTransportException">There is none, or none had room in time.</exception>
    public ValueTask<ClientConnection> TakeAsync(CallDeadline deadline, bool mayGoElsewhere, CancellationToken cancellationToken)
    {
        LinkedListNode<ConnectionWaiter> waiter = null!;
        ClientConnection? taken = null;
        List<ClientConnection>? leaving = null;
        lock (_gate)
        {
            if (_disposing.IsCancellationRequested || _retired)
                throw Disposed();
            bool isNext = _waiting.Count == 0 && _handed.Count == 0 && !_handing;
            ClientConnection? best = isNext ? Best(ref leaving) : null;
            if (best is not null && (best.Load == 0 || !MayOpen))
            {
                best.Load++;
                taken = best;
            }
            else
            {
                waiter = _waiting.AddLast(new ConnectionWaiter());
                Serve(ref leaving);
            }
        }

        if (taken is not null)
        {
            Close(leaving);
            return new(taken);
        }

        Leave(leaving);
        return WaitAsync(waiter, deadline, mayGoElsewhere, cancellationToken);
    }

    /// <summary>Gives a place back.</summary>
    /// <param name="connection">Where the place is.</param>
    /// <param name="wasLeft">Whether the caller had gone before.</param>
    public void Release(ClientConnection connection, bool wasLeft = false)
    {
        List<ClientConnection>? leaving = null;
        lock (_gate)
        {
            connection.Load--;
            if (wasLeft)
                connection.Left--;
            connection.LastUsed = Environment.TickCount64;
            if (connection.IsRetired)
                CloseIfLeft(connection, ref leaving);
            else if (_waiting.Count == 0)
                return;
            Serve(ref leaving);
        }

        Leave(leaving);
    }

    /// <summary>Told when a caller no longer waits for its call, whose place is not free before the reply has come.</summary>
    /// <param name="connection">Where the call is under way.</param>
    /// <param name="isSilent">Whether nothing comes on the connection any more: it is to take no more calls.</param>
    public void CallerLeft(ClientConnection connection, bool isSilent)
    {
        List<ClientConnection>? leaving = null;
        lock (_gate)
        {
            connection.Left++;
            if (isSilent)
                Retire(connection, Silent, ref leaving);
            else if (connection.IsRetired)
                CloseIfLeft(connection, ref leaving);
            Serve(ref leaving);
        }

        Leave(leaving);
    }

    /// <summary>Told when a connection's server has sent something for the first time: it does more than to take connections.</summary>
    public void Answered()
    {
        lock (_gate)
        {
            _unanswered = 0;
            _backoff.Succeeded();
        }
    }

    /// <summary>Takes no more calls, sends those that wait for a connection elsewhere, and closes each connection when nobody waits on it any more.</summary>
    public void Retire()
    {
        List<ClientConnection>? leaving = null;
        lock (_gate)
        {
            _retired = true;
            _sweeper.Dispose();
            while (_open.Count > 0)
                Retire(_open[^1], Unneeded, ref leaving);
            FailAllWaiting(Disposed());
        }

        Leave(leaving);
    }

    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync().ConfigureAwait(false);
        ClientConnection[] connections;
        Task[] opening;
        lock (_gate)
        {
            _sweeper.Dispose();
            FailAllWaiting(Disposed());
            connections = [.. _all];
            opening = [.. _opening];
        }

        await Task.WhenAll(opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (ClientConnection connection in connections)
            await connection.DisposeAsync().ConfigureAwait(false);
    }

    private bool MayOpen => _open.Count + _opening.Count < _options.MaxConnections && (_slow.Count == 0 || _open.Count == 0) && _backoff.Left == TimeSpan.Zero && !_retired;

    private bool IsOpeningSoon => _opening.Count > _slow.Count;

    // The open connection with the fewest calls, if one has room. Those that must not be used are left out from now on.
    private ClientConnection? Best(ref List<ClientConnection>? leaving)
    {
        ClientConnection? best = null;
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            ClientConnection connection = _open[i];
            if (connection.Load >= _options.MaxCallsPerConnection && connection.IsOpen)
                continue;
            if (connection.IsOpen && IsTooOld(connection))
            {
                Retire(connection, Unneeded, ref leaving);
            }
            else if (IsClosed(connection))
            {
                NoteEnd(connection);
                Retire(connection, Unneeded, ref leaving);
            }
            else if (best is null || connection.Load < best.Load)
            {
                best = connection;
            }
        }

        return best;
    }

    private bool IsTooOld(ClientConnection connection) =>
        _options.ConnectionLifetime != Timeout.InfiniteTimeSpan && connection.Age >= _options.ConnectionLifetime;

    private static bool IsClosed(ClientConnection connection) => !connection.IsOpen
        || (connection.Load == 0 && Environment.TickCount64 - connection.LastUsed >= TrustedMilliseconds && connection.IsClosedByPeer());

    // Who waits gets a place if there is one, a connection is opened for who does not, and nobody waits for what will not come.
    private void Serve(ref List<ClientConnection>? leaving)
    {
        while (_waiting.Count > 0)
        {
            ClientConnection? best = Best(ref leaving);
            if (best is not null && (best.Load == 0 || (!IsOpeningSoon && !MayOpen)))
                Hand(best);
            else if (_opening.Count < _waiting.Count && MayOpen)
                StartOpening();
            else if (_open.Count == 0 && _opening.Count == 0)
                FailAllWaiting(_backoff.Cause is null ? Disposed() : _backoff.TooEarly(_endpoint));
            else
                break;
        }

        if (_waiting.Count > 0 && _backoff.Left is var rest && rest > TimeSpan.Zero && !_willServe)
        {
            _willServe = true;
            using (ExecutionContext.SuppressFlow())
                _ = ServeInAsync(rest);
        }
    }

    // No place may come free until a connection can be tried to open again.
    private async Task ServeInAsync(TimeSpan delay)
    {
        await Task.Delay(delay, _disposing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        List<ClientConnection>? leaving = null;
        lock (_gate)
        {
            _willServe = false;
            if (!_disposing.IsCancellationRequested)
                Serve(ref leaving);
        }

        Leave(leaving);
    }

    private void Hand(ClientConnection connection)
    {
        ConnectionWaiter waiter = _waiting.First!.Value;
        _waiting.RemoveFirst();
        connection.Load++;
        _handed.Enqueue((waiter, connection));
    }

    private void FailAllWaiting(ThriftException failure)
    {
        foreach (ConnectionWaiter waiter in _waiting)
            waiter.FailLater(failure);
        _waiting.Clear();
    }

    private async ValueTask<ClientConnection> WaitAsync(
        LinkedListNode<ConnectionWaiter> waiter, CallDeadline deadline, bool mayGoElsewhere, CancellationToken cancellationToken)
    {
        TimeSpan left = deadline.Left;
        // A little more than what makes an opening slow: that lets the waiter have a busy connection.
        TimeSpan patience = _options.ConnectHeadStart * 1.2;
        bool isShort = mayGoElsewhere && (left == Timeout.InfiniteTimeSpan || left > patience);
        try
        {
            return await waiter.Value.Task.WaitAsync(isShort ? patience : left, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            bool isOpening;
            List<ClientConnection>? leaving = null;
            lock (_gate)
            {
                if (waiter.List is not null)
                    _waiting.Remove(waiter);
                isOpening = _open.Count == 0;
                if (e is TimeoutException && !isShort)
                    RetireUnanswered(ref leaving);
            }

            Leave(leaving);
            // A place that was handed over at the same moment is another's.
            if (!waiter.Value.TrySetCanceled(CancellationToken.None))
            {
                if (waiter.Value.Task.IsCompletedSuccessfully)
                    Release(waiter.Value.Task.Result);
                else
                    _ = waiter.Value.Task.Exception;
            }

            if (e is OperationCanceledException)
                throw;
            double seconds = (isShort ? _options.ConnectHeadStart : deadline.Timeout).TotalSeconds;
            string message = isOpening ? $"There was no connection to {_endpoint} within {seconds} s." : $"No connection to {_endpoint} had room for the call within {seconds} s.";
            throw new ThriftTransportException(ThriftTransportError.TimedOut, message) { IsUnsent = true, IsImpatience = isShort };
        }
    }

    // Where a call has waited for its whole time, and those who have the places have all gone, the server answers nobody.
    private void RetireUnanswered(ref List<ClientConnection>? leaving)
    {
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            if (_open[i].Load > 0 && _open[i].Load == _open[i].Left)
                Retire(_open[i], Silent, ref leaving);
        }

        Serve(ref leaving);
    }

    private void StartOpening()
    {
        // The connection outlives the call that opens it: it must not keep that call's activity and baggage.
        using (ExecutionContext.SuppressFlow())
        {
            // It can't be taken out before it is in: that needs the gate, which is held here.
            Task opening = Task.Run(OpenAsync);
            _ = _opening.Add(opening);
            _ = opening.ContinueWith(Opened, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            _ = NoteIfSlowAsync(opening);
        }
    }

    // A connection that does not come soon lets those who wait for it go on with another that is busy.
    private async Task NoteIfSlowAsync(Task opening)
    {
        await Task.WhenAny(opening, Task.Delay(_options.ConnectHeadStart)).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        List<ClientConnection>? leaving = null;
        lock (_gate)
        {
            if (!_opening.Contains(opening) || opening.IsCompleted)
                return;
            _ = _slow.Add(opening);
            Serve(ref leaving);
        }

        Leave(leaving);
    }

    private async Task<ClientConnection> OpenAsync() => new(
        await StreamConnector.OpenAsync(_endpoint, _options, _disposing.Token).ConfigureAwait(false), _endpoint, _options, _instrumentation, this);

    private void Opened(Task opening)
    {
        List<ClientConnection>? leaving = null;
        lock (_gate)
        {
            _ = _opening.Remove(opening);
            _ = _slow.Remove(opening);
            // Seen, even if nobody waits for it any more.
            Exception? problem = opening.Exception?.InnerException;
            ClientConnection? connection = opening.IsCompletedSuccessfully ? ((Task<ClientConnection>)opening).Result : null;
            if (connection is { IsOpen: true } && !_disposing.IsCancellationRequested && !_retired)
            {
                _ = _all.Add(connection);
                _open.Add(connection);
                _sweeper.Start();
                // The others that are being opened get their share of those who wait.
                for (int share = (_waiting.Count + _opening.Count) / (_opening.Count + 1); share > 0 && connection.Load < _options.MaxCallsPerConnection; share--)
                    Hand(connection);
            }
            else if (_disposing.IsCancellationRequested || _retired)
            {
                if (connection is not null)
                    (leaving ??= []).Add(connection);
                FailAllWaiting(Disposed());
            }
            else
            {
                ThriftException? lost = connection?.Failure;
                Failed(lost is null ? problem ?? new TaskCanceledException(opening) : new ThriftTransportException(ThriftTransportError.EndOfFile, lost.Message, lost) { IsUnsent = true });
            }

            Serve(ref leaving);
        }

        Leave(leaving);
    }

    private void Failed(Exception exception)
    {
        ThriftException failure = exception as ThriftException
            ?? new ThriftTransportException(ThriftTransportError.NotOpen, $"Could not connect to {_endpoint}: {exception.Message}", exception) { IsUnsent = true };
        _backoff.Failed(failure);
        if (_open.Count == 0 && _opening.Count == 0)
            FailAllWaiting(failure);
    }

    /// <summary>Told by a connection that it has been closed.</summary>
    public void Closed(ClientConnection connection)
    {
        List<ClientConnection>? leaving = null;
        lock (_gate)
        {
            _ = _open.Remove(connection);
            _ = _all.Remove(connection);
            if (!connection.IsRetired)
                NoteEnd(connection);
            if (!_disposing.IsCancellationRequested)
                Serve(ref leaving);
        }

        Leave(leaving);
    }

    // A server may take connections only to close them: one that has too many of them does.
    private void NoteEnd(ClientConnection connection)
    {
        ThriftException? failure = connection.Failure;
        if (connection.Age >= ShortLife)
        {
            _unanswered = 0;
            _backoff.Succeeded();
        }
        else if (!connection.HasAnswered && failure is null or ThriftTransportException { Error: ThriftTransportError.EndOfFile } && ++_unanswered >= MostUnanswered)
        {
            _backoff.Failed(failure ?? ConnectionFailures.Closed(_endpoint, hasAnswered: false));
        }
    }

    private void Sweep()
    {
        List<ClientConnection>? leaving = null;
        lock (_gate)
        {
            long now = Environment.TickCount64;
            for (int i = _open.Count - 1; i >= 0; i--)
            {
                ClientConnection connection = _open[i];
                bool isIdle = connection.Load == 0 && _options.IdleTimeout != Timeout.InfiniteTimeSpan && now - connection.LastUsed >= _options.IdleTimeout.TotalMilliseconds;
                if (isIdle || IsTooOld(connection))
                    Retire(connection, Unneeded, ref leaving);
            }

            if (_open.Count == 0)
                _sweeper.Stop();
            Serve(ref leaving);
        }

        Leave(leaving);
    }

    private void Retire(ClientConnection connection, string reason, ref List<ClientConnection>? leaving)
    {
        _ = _open.Remove(connection);
        connection.RetiredFor ??= reason;
        CloseIfLeft(connection, ref leaving);
    }

    private static void CloseIfLeft(ClientConnection connection, ref List<ClientConnection>? leaving)
    {
        if (connection.Load == connection.Left)
            (leaving ??= []).Add(connection);
    }

    // Not under the gate: what callers do with a connection, and closing one, may take its time.
    private void Leave(List<ClientConnection>? leaving)
    {
        lock (_gate)
        {
            if (!_handing && _handed.Count > 0)
            {
                _handing = true;
                // On a thread without a context, so that each goes on there and then.
                _ = ThreadPool.UnsafeQueueUserWorkItem(static pool => pool.HandOver(), this, preferLocal: false);
            }
        }

        Close(leaving);
    }

    // Those who have waited write their requests in the order in which they came: one after the other.
    private void HandOver()
    {
        while (true)
        {
            (ConnectionWaiter Waiter, ClientConnection Connection) next;
            lock (_gate)
            {
                if (!_handed.TryDequeue(out next))
                {
                    _handing = false;
                    return;
                }
            }

            if (!next.Waiter.TrySetResult(next.Connection))
                Release(next.Connection);
        }
    }

    private void Close(List<ClientConnection>? leaving)
    {
        if (leaving is null)
            return;
        foreach (ClientConnection connection in leaving)
            connection.Close(new ThriftTransportException(ThriftTransportError.NotOpen, $"The connection to {_endpoint} {connection.RetiredFor}.") { IsUnsent = true });
    }

    private ThriftTransportException Disposed() => new(
        ThriftTransportError.NotOpen, _retired ? $"The service is no longer at {_endpoint}." : $"The client of {_endpoint} has been disposed.")
    { IsUnsent = true };
}
