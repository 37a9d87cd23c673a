using System.Text;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Protocol.Utilities;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Sessions;

/// <summary>What is of use here among a Finagle request's contexts, a list of <c>{1: binary key, 2: binary value}</c>.</summary>
internal sealed class FinagleContexts
{
    private readonly HeaderRoom _room = new();
    private FinagleTrace _trace;

    /// <summary>Those that are keys of a trace context, by name.</summary>
    public Dictionary<string, string> Keys { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether there are more of these than there is room for.</summary>
    public bool IsTooLarge => _room.IsExceeded;

    public async Task ReadAsync(TProtocol protocol, CancellationToken cancellationToken)
    {
        TList list = await protocol.ReadListBeginAsync(cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < list.Count; i++)
        {
            if (list.ElementType == TType.Struct)
                await ReadOneAsync(protocol, cancellationToken).ConfigureAwait(false);
            else
                await TProtocolUtil.SkipAsync(protocol, list.ElementType, cancellationToken).ConfigureAwait(false);
        }

        await protocol.ReadListEndAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The ids of the context, which Finagle believes more than those of the header; what it does not say is the header's.</summary>
    public FinagleTrace Complete(FinagleTrace header)
    {
        if (!_trace.IsValid)
            return header;
        return _trace with
        {
            High = _trace.High == 0 && _trace.Low == header.Low ? header.High : _trace.High,
            IsSampled = _trace.IsSampled ?? header.IsSampled,
        };
    }

    private async Task ReadOneAsync(TProtocol protocol, CancellationToken cancellationToken)
    {
        byte[]? key = null;
        byte[]? value = null;
        await Structs.ReadAsync(protocol, ReadFieldAsync, cancellationToken).ConfigureAwait(false);
        if (key is not null && value is not null)
            Take(key, value);

        async ValueTask<bool> ReadFieldAsync(TField field)
        {
            if (field.Type != TType.String || field.ID is not (1 or 2))
                return false;
            byte[] bytes = await protocol.ReadBinaryAsync(cancellationToken).ConfigureAwait(false);
            if (field.ID == 1)
                key = bytes;
            else
                value = bytes;
            return true;
        }
    }

    private void Take(byte[] key, byte[] value)
    {
        if (FinagleTrace.ContextKey.SequenceEqual(key))
        {
            if (FinagleTrace.TryReadContext(value, out FinagleTrace trace))
                _trace = trace;
            return;
        }

        string name = Encoding.UTF8.GetString(key);
        if (!ContextKeys.IsOfOneCall(name))
            return;
        string text = Encoding.UTF8.GetString(value);
        if (_room.TryTake(name, text))
            Keys[name] = text;
    }
}
