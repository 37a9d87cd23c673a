using System.ComponentModel;
using Thriftscope.Wire;

namespace Thriftscope.Generated;

/// <summary>The arguments of a method that has none.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class EmptyArguments : ThriftMessage
{
    /// <inheritdoc/>
    public override void WriteFields<TWriter>(ref TWriter writer)
    {
    }

    /// <inheritdoc/>
    public override bool ReadField<TReader>(ref TReader reader, ThriftType type, short id) => false;
}

/// <summary>The reply of a method that has neither a result nor exceptions.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class EmptyReply : ThriftReply<object?>
{
    /// <inheritdoc/>
    public override void WriteFields<TWriter>(ref TWriter writer)
    {
    }

    /// <inheritdoc/>
    public override bool ReadField<TReader>(ref TReader reader, ThriftType type, short id) => false;
}
