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

    /// <summary>Told of a call that was answered, be it with an error of its own.</summary>
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
        if (!IsServers(failure))
            return;
        lock (_gate)
        {
            if (++_failures >= MostFailures)
                _rest.Failed(failure);
        }
    }

    // Another error of what was not sent is connecting's, which has its own back-off; and a status such as 404 is an answer.
    private static bool IsServers(ThriftTransportException failure) => failure.Error == ThriftTransportError.TimedOut
        || (failure.Error == ThriftTransportError.EndOfFile && !failure.IsUnsent) || failure.HttpStatus is 502 or 503 or 504;
}
