using System.Diagnostics;
using System.Text;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Sessions;

/// <summary>What a client puts before a request.</summary>
internal abstract class OutgoingHeader
{
    /// <summary>Puts on the call's span what is of use there.</summary>
    public virtual void Describe(Activity span)
    {
    }

    public abstract Task WriteAsync(TProtocol protocol, CancellationToken cancellationToken);
}

/// <summary>That of ThriftPy's tracking: <c>{1: string request_id, 2: string seq, 3: map&lt;string,string&gt; meta}</c>.</summary>
internal sealed class ThriftPyOutgoingHeader(string requestId, string seq, ContextCarrier context) : OutgoingHeader
{
    public override void Describe(Activity span) =>
        _ = span.SetTag(SemanticConventions.ThriftContextRequestId, requestId).SetTag(SemanticConventions.ThriftContextSeq, seq);

    public override Task WriteAsync(TProtocol protocol, CancellationToken cancellationToken)
    {
        return Structs.WriteAsync(protocol, WriteFieldsAsync, cancellationToken);

        async Task WriteFieldsAsync()
        {
            await WriteTextAsync(1, "request_id", requestId).ConfigureAwait(false);
            await WriteTextAsync(2, "seq", seq).ConfigureAwait(false);
            // An empty one too: ThriftPy's tracker adds to what has come.
            await Structs.WriteTextsAsync(protocol, 3, "meta", context.Entries, cancellationToken).ConfigureAwait(false);
        }

        Task WriteTextAsync(short id, string name, string text) => Structs.WriteFieldAsync(
            protocol, new TField(name, TType.String, id), () => protocol.WriteStringAsync(text, cancellationToken), cancellationToken);
    }
}

/// <summary>
/// That of Finagle, with the ids in it and in its context. A request of no trace has ids that are zero and says that it is not sampled:
/// without that, Finagle would record all such requests as one trace.
/// </summary>
internal sealed class FinagleOutgoingHeader(ContextCarrier context) : OutgoingHeader
{
    public override Task WriteAsync(TProtocol protocol, CancellationToken cancellationToken)
    {
        if (!FinagleTrace.TryRead(context, out FinagleTrace trace))
            trace = default(FinagleTrace) with { IsSampled = false };
        List<(byte[] Key, byte[] Value)> contexts = [];
        if (trace.IsValid)
            contexts.Add((FinagleTrace.ContextKey.ToArray(), trace.ToContext()));
        foreach ((string key, string value) in context.Entries)
            contexts.Add((Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value)));
        return Structs.WriteAsync(protocol, WriteFieldsAsync, cancellationToken);

        async Task WriteFieldsAsync()
        {
            await WriteNumberAsync(1, "trace_id", (long)trace.Low).ConfigureAwait(false);
            await WriteNumberAsync(2, "span_id", (long)trace.Span).ConfigureAwait(false);
            if (trace.IsSampled is { } isSampled)
                await WriteFieldAsync(5, "sampled", TType.Bool, () => protocol.WriteBoolAsync(isSampled, cancellationToken)).ConfigureAwait(false);
            if (trace.Flags != 0)
                await WriteNumberAsync(7, "flags", trace.Flags).ConfigureAwait(false);
            if (contexts.Count > 0)
                await WriteFieldAsync(8, "contexts", TType.List, WriteContextsAsync).ConfigureAwait(false);
            if (trace.High != 0)
                await WriteNumberAsync(11, "trace_id_high", (long)trace.High).ConfigureAwait(false);
        }

        async Task WriteContextsAsync()
        {
            await protocol.WriteListBeginAsync(new TList(TType.Struct, contexts.Count), cancellationToken).ConfigureAwait(false);
            foreach ((byte[] key, byte[] value) in contexts)
                await Structs.WriteAsync(protocol, () => WriteContextAsync(key, value), cancellationToken).ConfigureAwait(false);
            await protocol.WriteListEndAsync(cancellationToken).ConfigureAwait(false);
        }

        async Task WriteContextAsync(byte[] key, byte[] value)
        {
            await WriteFieldAsync(1, "key", TType.String, () => protocol.WriteBinaryAsync(key, cancellationToken)).ConfigureAwait(false);
            await WriteFieldAsync(2, "value", TType.String, () => protocol.WriteBinaryAsync(value, cancellationToken)).ConfigureAwait(false);
        }

        Task WriteNumberAsync(short id, string name, long value) => WriteFieldAsync(id, name, TType.I64, () => protocol.WriteI64Async(value, cancellationToken));

        Task WriteFieldAsync(short id, string name, TType type, Func<Task> write) =>
            Structs.WriteFieldAsync(protocol, new TField(name, type, id), write, cancellationToken);
    }
}
