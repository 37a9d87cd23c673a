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
    public void Prepare(CallRequest request, CallInstrumentation instrumentation)
    {
        if (dialect == ThriftSession.Finagle)
        {
            request.Prefix = FinagleRequestHeader.For(request.Trace);
        }
        else
        {
            // A request that another connection did not take keeps its number.
            request.Tracked ??= new TrackedCall(request, options, instrumentation.Instruments.Dropped);
            request.Prefix = request.Tracked.Header;
            if (request.Call?.Activity is { IsAllDataRequested: true } span)
                request.Tracked.Header.Describe(span);
        }

        request.Trace = null;
    }
}
