using System.Diagnostics;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.Sessions;

/// <summary>
/// What stands before each request of ThriftPy's tracking: <c>{1: string request_id, 2: string seq, 3: map&lt;string,string&gt; meta}</c>.
/// The trace context rides in <c>meta</c>.
/// </summary>
internal sealed class ThriftPyRequestHeader : SessionHeader, IMessagePrefix
{
    /// <summary>What all calls of one request from outside have in common.</summary>
    public string? RequestId { get; init; }

    /// <summary>The call's place in the tree of that request's calls: <c>1.2.1</c>.</summary>
    public string? Seq { get; init; }

    /// <summary>What flows down the tree. When it was read, the trace context is not in it, but in <see cref="SessionHeader.Context"/>.</summary>
    public Dictionary<string, string> Meta { get; init; } = new(StringComparer.Ordinal);

    /// <summary>What the reply brings back, where replies have headers.</summary>
    public ThriftPyResponseHeader? Response { get; init; }

    public override ThriftContextDialect Dialect => ThriftContextDialects.ThriftPy;

    public override IMessagePrefix? ReplyPrefix => Response;

    /// <summary>Reads the struct. What it does not know, or of another type, it skips.</summary>
    public static ThriftPyRequestHeader Read<TReader>(ref TReader reader, bool answersHeaders)
        where TReader : IThriftReader, allows ref struct
    {
        string? requestId = null;
        string? seq = null;
        Dictionary<string, string> meta = new(StringComparer.Ordinal);
        HeaderRoom room = default;
        reader.ReadStructBegin();
        while (reader.ReadFieldBegin(out ThriftType type, out short id))
        {
            if (id == 1 && type == ThriftType.String)
                requestId = Text(reader.ReadString(), ref room);
            else if (id == 2 && type == ThriftType.String)
                seq = Text(reader.ReadString(), ref room);
            else if (id == 3 && type == ThriftType.Map)
                TextMap.Read(ref reader, meta, ref room);
            else
                reader.Skip(type);
            reader.ReadFieldEnd();
        }

        reader.ReadStructEnd();
        ThriftPyResponseHeader? response = answersHeaders ? new() : null;
        if (room.IsExceeded)
            return new ThriftPyRequestHeader { Dropped = "too_large", Response = response };
        ThriftPyRequestHeader header = new() { RequestId = requestId, Seq = seq, Meta = meta, Response = response };
        header.TakeContext();
        return header;
    }

    public void Write<TWriter>(ref TWriter writer)
        where TWriter : IThriftWriter, allows ref struct
    {
        writer.WriteStructBegin();
        if (RequestId is not null)
            writer.WriteStringField(1, "request_id", RequestId);
        if (Seq is not null)
            writer.WriteStringField(2, "seq", Seq);
        // An empty one too: ThriftPy's tracker adds to what has come.
        TextMap.Write(ref writer, 3, "meta", Meta);
        writer.WriteStructEnd();
    }

    public override void Describe(Activity span)
    {
        if (RequestId is not null)
            _ = span.SetTag(SemanticConventions.ThriftContextRequestId, PeerText.Bounded(RequestId));
        if (Seq is not null)
            _ = span.SetTag(SemanticConventions.ThriftContextSeq, PeerText.Bounded(Seq));
    }

    private static string? Text(string text, ref HeaderRoom room) => room.TryTake(text) ? text : null;

    // It is of the span that sent this request: what is sent on has to tell of another one, or of none.
    private void TakeContext()
    {
        foreach ((string key, string value) in Meta)
        {
            if (!ContextKeys.IsOfOneCall(key))
                continue;
            Context.Set(key, value);
            // A dictionary's entries may be removed while it is gone through.
            _ = Meta.Remove(key);
        }

        if (!ContextKeys.HasAny(Context))
            Context.Clear();
    }
}
