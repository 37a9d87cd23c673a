using Thriftscope.Tracking;
using Thriftscope.Wire;

namespace Thriftscope.Client;

/// <summary>A call that waits on a connection that has agreed on a session. What it has more than others costs those nothing.</summary>
/// <param name="request">What was asked.</param>
/// <param name="prefix">What goes before it.</param>
/// <param name="tracked">The call as ThriftPy's tracking sees it; <see langword="null"/> in Finagle's dialect.</param>
internal sealed class SessionCall(CallRequest request, IMessagePrefix prefix, TrackedCall? tracked = null) : PendingCall(request)
{
    public IMessagePrefix Prefix => prefix;

    public TrackedCall? Tracked => tracked;
}
