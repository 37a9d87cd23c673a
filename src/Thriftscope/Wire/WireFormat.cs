namespace Thriftscope.Wire;

/// <summary>How one message lies on the wire. A reply goes out in the format of its request.</summary>
/// <param name="Transport">What is around the message.</param>
/// <param name="Protocol">How its values are written.</param>
/// <param name="IsStrict">Whether a binary message begins with its version; the old form does not.</param>
/// <param name="IsCompressed">Whether THeader's zlib transform is applied to it.</param>
internal readonly record struct WireFormat(ThriftTransport Transport, ThriftProtocol Protocol, bool IsStrict = true, bool IsCompressed = false)
{
    public static WireFormat Unframed { get; } = new(ThriftTransport.Unframed, ThriftProtocol.Binary);

    public static WireFormat Framed { get; } = new(ThriftTransport.Framed, ThriftProtocol.Binary);
}
