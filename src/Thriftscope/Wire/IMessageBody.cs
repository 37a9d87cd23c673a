using Thriftscope.Telemetry;

namespace Thriftscope.Wire;

/// <summary>What stands in a message behind its head: the arguments or the result of a method, as one struct.</summary>
internal interface IMessageBody
{
    /// <summary>Writes the struct, and behind its last field a trace context.</summary>
    void Write<TWriter>(ref TWriter writer, ContextCarrier? context)
        where TWriter : IThriftWriter, allows ref struct;
}
