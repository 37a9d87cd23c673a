using System.Diagnostics;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Sessions;

/// <summary>What a client has put before a request, in the dialect of the connection's session.</summary>
/// <param name="dialect">The dialect.</param>
internal abstract class RequestHeader(ThriftContextDialect dialect)
{
    /// <summary>The trace context in it.</summary>
    protected ContextCarrier Context { get; } = new();

    /// <summary>Whether there was more in it than is read.</summary>
    protected bool IsTooLarge { get; init; }

    /// <summary>Adds the context to those of the request.</summary>
    public void AddTo(InboundContexts contexts)
    {
        if (IsTooLarge)
            contexts.NoteDropped(dialect, "too_large");
        else if (Context.Count > 0)
            contexts.Add(dialect, Context);
    }

    /// <summary>Puts on the call's span what is of use there.</summary>
    public virtual void Describe(Activity span)
    {
    }
}
