namespace Thriftscope.Client;

/// <summary>
/// Leaves an endpoint out for a while that can be connected to and does not serve: after several calls in a row without an answer, and longer
/// each time, as long as there is another one.
/// </summary>
internal sealed class EndpointHealth(TimeSpan first, TimeSpan longest)
{
    private const int MostFailures = 3;

    private readonly Lock _gate = new();
    private readonly Backoff _rest = new(first, longest);
    private int _failures;

    /// <summary>Whether a call should rather go elsewhere.</summary>
    public bool IsPoor
    {
        get
        {
            if (Volatile.Read(ref _failures) < MostFailures)
                return false;
            lock (_gate)
                return _rest.Left > TimeSpan.Zero;
        }
    }

    /// <summary>Asks for a call. When the endpoint has rested, one call tries it, and the others go on elsewhere until that has been answered.</summary>
    public bool TryTake()
    {
        if (Volatile.Read(ref _failures) < MostFailures)
            return true;
        lock (_gate)
        {
            if (_rest.Left > TimeSpan.Zero)
                return false;
            if (_rest.Cause is { } cause)
                _rest.Failed(cause);
            return true;
        }
    }

    /// <summary>Told of a call that the server has answered, be it with an error of its own.</summary>
    public void Answered()
    {
        if (Volatile.Read(ref _failures) == 0)
            return;
        lock (_gate)
        {
            _failures = 0;
            _rest.Succeeded();
        }
    }

    /// <summary>Told of a call that failed.</summary>
    public void Failed(ThriftTransportException failure)
    {
        // What was not sent says nothing of how the endpoint serves: connecting has a back-off of its own.
        if (failure.IsUnsent)
            return;
        if (failure.HttpStatus is not (null or 502 or 503 or 504))
        {
            Answered();
            return;
        }

        lock (_gate)
        {
            if (++_failures >= MostFailures)
                _rest.Failed(failure);
        }
    }
}
