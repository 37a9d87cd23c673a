namespace Thriftscope.Wire;

/// <summary>A struct that stands before a message, within its frame if it has one.</summary>
internal interface IMessagePrefix
{
    /// <summary>Writes the struct.</summary>
    void Write<TWriter>(ref TWriter writer)
        where TWriter : IThriftWriter, allows ref struct;
}
