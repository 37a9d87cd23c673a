using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Sessions;

/// <summary>
/// What stands before each request of a Finagle client: <c>{1: i64 trace_id, 2: i64 span_id, 3: i64 parent_span_id, 5: bool sampled,
/// 6: ClientId, 7: i64 flags, 8: list&lt;RequestContext&gt; contexts, 9: string dest, 10: list&lt;Delegation&gt;, 11: i64 trace_id_high}</c>.
/// </summary>
/// <remarks>
/// The ids are the context. Finagle's services pass contexts that they do not know on with their own requests, so W3C's keys among these are
/// believed only where their <c>traceparent</c> tells of the same span as the ids, and baggage always.
/// </remarks>
internal sealed class FinagleRequestHeader() : RequestHeader(ThriftContextDialects.Finagle)
{
    public static async Task<RequestHeader> ReadAsync(TProtocol protocol, CancellationToken cancellationToken)
    {
        ulong low = 0, high = 0, span = 0;
        bool? isSampled = null;
        long flags = 0;
        FinagleContexts contexts = new();
        await Structs.ReadAsync(protocol, ReadFieldAsync, cancellationToken).ConfigureAwait(false);
        FinagleRequestHeader header = new() { IsTooLarge = contexts.IsTooLarge };
        header.TakeContext(contexts.Complete(new FinagleTrace(high, low, span, isSampled ?? FinagleTrace.SampledBy(flags))), contexts.Keys);
        return header;

        async ValueTask<bool> ReadFieldAsync(TField field)
        {
            switch (field.ID)
            {
                case 1 when field.Type == TType.I64:
                    low = (ulong)await protocol.ReadI64Async(cancellationToken).ConfigureAwait(false);
                    return true;
                case 2 when field.Type == TType.I64:
                    span = (ulong)await protocol.ReadI64Async(cancellationToken).ConfigureAwait(false);
                    return true;
                case 5 when field.Type == TType.Bool:
                    isSampled = await protocol.ReadBoolAsync(cancellationToken).ConfigureAwait(false);
                    return true;
                case 7 when field.Type == TType.I64:
                    flags = await protocol.ReadI64Async(cancellationToken).ConfigureAwait(false);
                    return true;
                case 8 when field.Type == TType.List:
                    await contexts.ReadAsync(protocol, cancellationToken).ConfigureAwait(false);
                    return true;
                case 11 when field.Type == TType.I64:
                    high = (ulong)await protocol.ReadI64Async(cancellationToken).ConfigureAwait(false);
                    return true;
                default:
                    return false;
            }
        }
    }

    private void TakeContext(FinagleTrace trace, Dictionary<string, string> keys)
    {
        ContextCarrier own = new();
        foreach ((string key, string value) in keys)
            own.Set(key, value);
        bool isOfThis = FinagleTrace.TryRead(own, out FinagleTrace other)
            && (other.High, other.Low, other.Span) == (trace.High, trace.Low, trace.Span);
        foreach ((string key, string value) in keys)
        {
            if (isOfThis || key == ContextKeys.Baggage)
                Context.Set(key, value);
        }

        if (trace.IsValid)
            Context.Set(ContextKeys.TraceParent, trace.ToTraceParent());
    }
}
