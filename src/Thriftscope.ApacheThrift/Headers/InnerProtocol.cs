using Thrift.Protocol;
using Thrift.Transport;

namespace Thriftscope.ApacheThrift.Headers;

/// <summary>The protocol of the messages that go in one direction.</summary>
internal sealed class InnerProtocol
{
    private THeaderSubprotocol _kind;
    private bool _isWithinMessage;

    public InnerProtocol(THeaderSubprotocol kind, TTransport transport)
    {
        _kind = kind;
        Current = Create(kind, transport);
    }

    public TProtocol Current { get; private set; }

    /// <summary>Begins a message.</summary>
    /// <param name="kind">What it is written in.</param>
    /// <param name="transport">What it goes through: whoever observes the protocol may have changed that.</param>
    public void Begin(THeaderSubprotocol kind, TTransport transport)
    {
        // The compact protocol keeps track of structs and ids: after a message that was broken off, they are those of that one.
        if (_isWithinMessage || kind != _kind || Current.Transport != transport)
            Current = Create(kind, transport);
        _kind = kind;
        _isWithinMessage = true;
    }

    public void End() => _isWithinMessage = false;

    private static TProtocol Create(THeaderSubprotocol kind, TTransport transport) =>
        kind == THeaderSubprotocol.Compact ? new TCompactProtocol(transport) : new TBinaryProtocol(transport);
}
