using System.Collections.Concurrent;
using Thriftscope.StatsD.Recording;
using Thriftscope.StatsD.Transport;

namespace Thriftscope.StatsD.Sending;

/// <summary>
/// The thread that sends. A thread of its own, since sockets and the program's callbacks may hold it up, and the pool may be busy with
/// the very calls that are measured.
/// </summary>
internal sealed class Sender
{
    private readonly MeasurementListener _listener;
    private readonly SeriesTable _table;
    private readonly MeasurementQueue _queue;
    private readonly ITransport _transport;
    private readonly Drops _drops;
    private readonly PacketWriter _writer;
    private readonly Wakeup _wakeup;
    private readonly TimeSpan _interval;
    private readonly ConcurrentQueue<FlushRequest> _requests = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private (TimerSeries Series, double Value)? _held;
    private Deadline? _stopBy;
    private volatile bool _isStopping;

    public Sender(
        StatsDOptions options,
        MeasurementListener listener,
        SeriesTable table,
        MeasurementQueue queue,
        ITransport transport,
        Drops drops,
        Wakeup wakeup)
    {
        (_listener, _table, _queue, _transport, _drops, _wakeup) = (listener, table, queue, transport, drops, wakeup);
        _writer = new PacketWriter(transport, options.MaxPacketSize, drops);
        _interval = options.FlushInterval;
        _thread = new Thread(Run) { IsBackground = true, Name = "Thriftscope.StatsD" };
    }

    /// <summary>Ends when everything is sent, or the time for that is over.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Whether the program's code was called by this very thread.</summary>
    public bool IsCurrentThread => Thread.CurrentThread == _thread;

    public void Start() => _thread.Start();

    /// <summary>Sends everything that was recorded before. Answers whether that was done in time.</summary>
    public bool Flush(Deadline deadline)
    {
        if (_isStopping || IsCurrentThread)
            return false;
        FlushRequest request = new(deadline);
        _requests.Enqueue(request);
        _wakeup.Set();
        return request.Wait(Ended);
    }

    /// <summary>Sends what is waiting for the last time.</summary>
    public void Stop(Deadline deadline)
    {
        _stopBy = deadline;
        _isStopping = true;
        _wakeup.Set();
    }

    private void Run()
    {
        Deadline next = Deadline.After(_interval);
        while (!_isStopping)
        {
            _wakeup.Wait(next.Left);
            bool isDue = next.HasPassed;
            try
            {
                if (isDue || !_requests.IsEmpty)
                    Answer(TakeRequests());
                else
                    _ = Drain();
            }
            catch (Exception e)
            {
                StatsDEventSource.Log.Failed(e);
            }

            if (isDue)
                next = Deadline.After(_interval);
        }

        try
        {
            End();
        }
        catch (Exception e)
        {
            StatsDEventSource.Log.Failed(e);
        }

        _ended.SetResult();
    }

    private List<FlushRequest> TakeRequests()
    {
        List<FlushRequest> requests = [];
        while (_requests.TryDequeue(out FlushRequest? request))
            requests.Add(request);
        return requests;
    }

    private void Answer(List<FlushRequest> requests)
    {
        bool isSent = false;
        try
        {
            _listener.Observe();
            isSent = Send(requests.Aggregate(Deadline.Now, (latest, r) => Deadline.Later(latest, r.Deadline)));
        }
        finally
        {
            requests.ForEach(r => r.Complete(isSent));
        }
    }

    // Once, and again until the deadline where it did not all go.
    private bool Send(Deadline deadline)
    {
        // One that was interrupted has passed by what came since.
        int passes = _table.IsMidway ? 2 : 1;
        while (true)
        {
            if (Drain())
            {
                while (passes > 0 && _table.Flush(_writer))
                    passes--;
                if (passes == 0 && _writer.Flush())
                    return true;
            }

            if (deadline.HasPassed || (_isStopping && _stopBy is { HasPassed: true }))
                return false;
        }
    }

    // What is in the queue now, and not what comes meanwhile: that may have no end.
    private bool Drain()
    {
        for (int left = _queue.Count + 1; left > 0; left--)
        {
            if (_held is null)
            {
                if (!_queue.TryDequeue(out TimerSeries series, out double value))
                    break;
                _held = (series, value);
            }

            if (!_held.Value.Series.Write(_writer, _held.Value.Value))
                return false;
            _held = null;
        }

        return true;
    }

    private void End()
    {
        // First what is there: a callback of the program may hang.
        _ = Drain() && _table.Flush(_writer) && _writer.Flush();
        _listener.Observe();
        _listener.Dispose();
        if (!Send(_stopBy.GetValueOrDefault()))
        {
            LostLines lost = new(_drops);
            _drops.Add(StatsDDropReason.Shutdown, _writer.Waiting + _queue.Count + (_held is null ? 0 : 1));
            _ = _table.Flush(lost) && _table.Flush(lost);
        }

        TakeRequests().ForEach(r => r.Complete(isSent: false));
        _transport.Dispose();
        _drops.Dispose();
    }
}
