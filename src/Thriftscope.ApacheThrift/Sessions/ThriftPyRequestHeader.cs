using System.Diagnostics;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Sessions;

/// <summary>
/// What stands before each request of ThriftPy's tracking: <c>{1: string request_id, 2: string seq, 3: map&lt;string,string&gt; meta}</c>.
/// The trace context rides in <c>meta</c>.
/// </summary>
internal sealed class ThriftPyRequestHeader() : RequestHeader(ThriftContextDialects.ThriftPy)
{
    private string? _requestId;
    private string? _seq;

    public static async Task<RequestHeader> ReadAsync(TProtocol protocol, CancellationToken cancellationToken)
    {
        HeaderRoom room = new();
        Dictionary<string, string> meta = new(StringComparer.Ordinal);
        string? requestId = null;
        string? seq = null;
        await Structs.ReadAsync(protocol, ReadFieldAsync, cancellationToken).ConfigureAwait(false);
        if (room.IsExceeded)
            return new ThriftPyRequestHeader { IsTooLarge = true };
        ThriftPyRequestHeader header = new() { _requestId = requestId, _seq = seq };
        foreach ((string key, string value) in meta)
        {
            if (ContextKeys.IsOfOneCall(key))
                header.Context.Set(key, value);
        }

        if (!ContextKeys.HasAny(header.Context))
            header.Context.Clear();
        return header;

        async ValueTask<bool> ReadFieldAsync(TField field)
        {
            switch (field.ID)
            {
                case 1 when field.Type == TType.String:
                    requestId = await TextAsync().ConfigureAwait(false);
                    return true;
                case 2 when field.Type == TType.String:
                    seq = await TextAsync().ConfigureAwait(false);
                    return true;
                case 3 when field.Type == TType.Map:
                    await Structs.ReadTextsAsync(protocol, meta, room, cancellationToken).ConfigureAwait(false);
                    return true;
                default:
                    return false;
            }
        }

        async Task<string?> TextAsync()
        {
            string text = await protocol.ReadStringAsync(cancellationToken).ConfigureAwait(false);
            return room.TryTake(text) ? text : null;
        }
    }

    public override void Describe(Activity span)
    {
        if (_requestId is not null)
            _ = span.SetTag(SemanticConventions.ThriftContextRequestId, PeerText.Bounded(_requestId));
        if (_seq is not null)
            _ = span.SetTag(SemanticConventions.ThriftContextSeq, PeerText.Bounded(_seq));
    }
}
