using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.Sessions;

/// <summary>A struct without fields: the arguments and the answer of Finagle's probe, and the header that we write before a reply.</summary>
internal sealed class EmptyStruct : IMessageBody, IMessagePrefix
{
    public static EmptyStruct Instance { get; } = new();

    public void Write<TWriter>(ref TWriter writer, ContextCarrier? context)
        where TWriter : IThriftWriter, allows ref struct => Write(ref writer);

    public void Write<TWriter>(ref TWriter writer)
        where TWriter : IThriftWriter, allows ref struct
    {
        writer.WriteStructBegin();
        writer.WriteStructEnd();
    }
}
