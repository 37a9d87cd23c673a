using System.Text;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.Sessions;

/// <summary>
/// What stands before each request of a Finagle client: <c>{1: i64 trace_id, 2: i64 span_id, 3: i64 parent_span_id, 5: bool sampled,
/// 6: ClientId, 7: i64 flags, 8: list&lt;RequestContext&gt; contexts, 9: string dest, 10: list&lt;Delegation&gt;, 11: i64 trace_id_high}</c>.
/// </summary>
/// <remarks>
/// The ids are the context. What W3C has beside them goes as contexts of its own, by its names: Finagle's services pass contexts that they
/// do not know on with their own requests, so these are believed only where their <c>traceparent</c> tells of the same span as the ids, and
/// baggage always. A request of no trace has ids that are zero and says that it is not sampled: without that, Finagle would record
/// all such requests as one trace.
/// </remarks>
internal sealed class FinagleRequestHeader(FinagleTrace trace) : SessionHeader, IMessagePrefix
{
    private const string TraceParent = "traceparent";
    private const string Baggage = "baggage";

    // In the order in which they go.
    private readonly List<KeyValuePair<byte[], byte[]>> _contexts = [];

    public override ThriftContextDialect Dialect => ThriftContextDialects.Finagle;

    public override IMessagePrefix? ReplyPrefix => EmptyStruct.Instance;

    /// <summary>The header of a request with this context.</summary>
    public static FinagleRequestHeader For(ContextCarrier? context)
    {
        if (!FinagleTrace.TryRead(context, out FinagleTrace trace))
            trace = default(FinagleTrace) with { IsSampled = false };
        FinagleRequestHeader header = new(trace);
        if (trace.IsValid)
            header._contexts.Add(new(FinagleTrace.ContextKey.ToArray(), trace.ToContext()));
        foreach ((string key, string value) in context?.Entries ?? [])
            header._contexts.Add(new(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value)));
        return header;
    }

    /// <summary>Reads the struct. What it does not know, or of another type, it skips.</summary>
    public static FinagleRequestHeader Read<TReader>(ref TReader reader)
        where TReader : IThriftReader, allows ref struct
    {
        ulong low = 0, high = 0, span = 0;
        bool? isSampled = null;
        long flags = 0;
        FinagleContexts contexts = new();
        reader.ReadStructBegin();
        while (reader.ReadFieldBegin(out ThriftType type, out short id))
        {
            switch (id)
            {
                case 1 when type == ThriftType.I64:
                    low = (ulong)reader.ReadI64();
                    break;
                case 2 when type == ThriftType.I64:
                    span = (ulong)reader.ReadI64();
                    break;
                case 5 when type == ThriftType.Bool:
                    isSampled = reader.ReadBool();
                    break;
                case 7 when type == ThriftType.I64:
                    flags = reader.ReadI64();
                    break;
                case 8 when type == ThriftType.List:
                    contexts.Read(ref reader);
                    break;
                case 11 when type == ThriftType.I64:
                    high = (ulong)reader.ReadI64();
                    break;
                default:
                    reader.Skip(type);
                    break;
            }

            reader.ReadFieldEnd();
        }

        reader.ReadStructEnd();
        FinagleTrace trace = contexts.Complete(new FinagleTrace(high, low, span, FinagleTrace.SampledBy(flags) is true ? true : isSampled ?? FinagleTrace.SampledBy(flags)));
        FinagleRequestHeader header = new(trace) { Dropped = contexts.IsTooLarge ? "too_large" : null };
        if (header.Dropped is null)
            header.TakeContext(contexts.Keys);
        return header;
    }

    public void Write<TWriter>(ref TWriter writer)
        where TWriter : IThriftWriter, allows ref struct
    {
        writer.WriteStructBegin();
        writer.WriteI64Field(1, "trace_id", (long)trace.Low);
        writer.WriteI64Field(2, "span_id", (long)trace.Span);
        if (trace.IsSampled is { } isSampled)
            writer.WriteBoolField(5, "sampled", isSampled);
        if (trace.Flags != 0)
            writer.WriteI64Field(7, "flags", trace.Flags);
        if (_contexts.Count > 0)
        {
            writer.WriteFieldBegin(ThriftType.List, 8, "contexts");
            writer.WriteListBegin(ThriftType.Struct, _contexts.Count);
            foreach ((byte[] key, byte[] value) in _contexts)
            {
                writer.WriteStructBegin();
                writer.WriteBinaryField(1, "key", key);
                writer.WriteBinaryField(2, "value", value);
                writer.WriteStructEnd();
            }

            writer.WriteListEnd();
            writer.WriteFieldEnd();
        }

        if (trace.High != 0)
            writer.WriteI64Field(11, "trace_id_high", (long)trace.High);
        writer.WriteStructEnd();
    }

    private void TakeContext(Dictionary<string, string> keys)
    {
        ContextCarrier own = new();
        foreach ((string key, string value) in keys)
            own.Set(key, value);
        bool isOfThis = FinagleTrace.TryRead(own, out FinagleTrace other)
            && (other.High, other.Low, other.Span) == (trace.High, trace.Low, trace.Span);
        foreach ((string key, string value) in keys)
        {
            if (isOfThis || key.Equals(Baggage, StringComparison.OrdinalIgnoreCase))
                Context.Set(key, value);
        }

        if (trace.IsValid)
            Context.Set(TraceParent, trace.ToTraceParent());
    }
}
