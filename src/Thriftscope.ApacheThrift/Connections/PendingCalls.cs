using Thriftscope.ApacheThrift.Calls;

namespace Thriftscope.ApacheThrift.Connections;

/// <summary>The calls of a connection that wait for their replies: seldom more than one.</summary>
internal sealed class PendingCalls
{
    private const int MaxCalls = 1000;

    private readonly Lock _gate = new();
    private readonly List<ClientExchange> _calls = [];

    /// <summary>The call whose reply comes next.</summary>
    public ClientExchange? Oldest
    {
        get
        {
            lock (_gate)
                return _calls.Count > 0 ? _calls[0] : null;
        }
    }

    /// <returns>A call that must have been forgotten, since no reply was read for a long time.</returns>
    public ClientExchange? Add(ClientExchange call)
    {
        lock (_gate)
        {
            _calls.Add(call);
            return _calls.Count > MaxCalls ? _calls[0] : null;
        }
    }

    public void Remove(ClientExchange call)
    {
        lock (_gate)
            _ = _calls.Remove(call);
    }

    /// <summary>The call that a reply belongs to. Apache's clients do not compare the number: a single call takes any reply.</summary>
    public ClientExchange? Match(int sequenceId)
    {
        lock (_gate)
            return _calls.Count <= 1 ? _calls.FirstOrDefault() : _calls.Find(c => c.SequenceId == sequenceId) ?? _calls[0];
    }

    public ClientExchange[] All()
    {
        lock (_gate)
            return [.. _calls];
    }
}
