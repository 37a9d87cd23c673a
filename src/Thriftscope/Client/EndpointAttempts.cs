namespace Thriftscope.Client;

/// <summary>The endpoints that one call could not be sent to, and why.</summary>
internal sealed class EndpointAttempts
{
    private readonly List<(ThriftChannel Channel, ThriftTransportException Failure)> _failed = [];

    public bool IsEmpty => _failed.Count == 0;

    public bool Contains(ThriftChannel channel) => _failed.Exists(f => f.Channel == channel);

    public void Add(ThriftChannel channel, ThriftTransportException failure) => _failed.Add((channel, failure));

    /// <summary>Goes back to an endpoint that was only left because there seemed to be another; <see langword="null"/> if there was none.</summary>
    public ThriftChannel? TakeBack()
    {
        int waited = _failed.FindIndex(f => f.Failure.IsImpatience);
        if (waited < 0)
            return null;
        ThriftChannel channel = _failed[waited].Channel;
        _failed.RemoveAt(waited);
        return channel;
    }

    /// <summary>Tells of all endpoints, where there are several and none is left to try.</summary>
    /// <param name="all">The endpoints that there are; those that have not been tried are left out for a while.</param>
    public void ThrowIfSeveral(IReadOnlyList<ThriftChannel> all)
    {
        ThriftEndpoint[] resting = [.. all.Where(c => !Contains(c)).Select(c => c.Endpoint)];
        int count = _failed.Count + resting.Length;
        if (count == 1)
            return;
        ThriftTransportException last = _failed[^1].Failure;
        string rest = resting.Length == 0 ? "" : $" Left out for the moment, after failures: {string.Join<ThriftEndpoint>(", ", resting)}.";
        throw new ThriftTransportException(
            last.Error, $"None of {count} endpoints could take the call. {string.Join(" ", _failed.Select(f => f.Failure.Message))}{rest}", last)
        { IsUnsent = true };
    }
}
