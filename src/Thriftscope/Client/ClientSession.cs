using Thriftscope.Sessions;
using Thriftscope.Telemetry;
using Thriftscope.Tracking;

namespace Thriftscope.Client;

/// <summary>What a client's connection has agreed on with its server.</summary>
/// <param name="dialect">The dialect.</param>
/// <param name="repliesHaveHeaders">Whether a header is to be expected before replies too.</param>
/// <param name="options">The client's options.</param>
internal sealed class ClientSession(ThriftSession dialect, bool repliesHaveHeaders, ThriftClientOptions options)
{
    public bool RepliesHaveHeaders => repliesHaveHeaders;

    /// <summary>Makes what goes before a request. It carries the request's trace context, which then goes nowhere else.</summary>
    /// <returns>The call with it.</returns>
    public SessionCall Begin(CallRequest request, CallInstrumentation instrumentation)
    {
        ContextCarrier? trace = request.Trace;
        request.Trace = null;
        if (dialect == ThriftSession.Finagle)
            return new SessionCall(request, FinagleRequestHeader.For(trace));
        // A request that another connection did not take keeps its number.
        TrackedCall tracked = request.Tracked ?? new TrackedCall(request.Method.Name, trace, options, instrumentation.Instruments.Dropped);
        if (request.Call?.Activity is { IsAllDataRequested: true } span)
            tracked.Header.Describe(span);
        return new SessionCall(request, tracked.Header, tracked);
    }
}
