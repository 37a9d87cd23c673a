using System.Buffers;

namespace Thriftscope.Wire;

/// <summary>
/// Finds the end of a message of one protocol that announces no length, while its bytes arrive. It goes on where it stopped, so
/// no value is looked at twice. After the end of a message it is ready for the next.
/// </summary>
internal interface IMessageScanner
{
    /// <summary>Looks for the end of the message that begins with the buffer.</summary>
    /// <param name="buffer">All bytes of the message that are there: those of the call before, and new ones.</param>
    /// <param name="length">The length of the message, when it is complete.</param>
    /// <returns>Whether the message is complete.</returns>
    /// <exception cref="ThriftProtocolException">The bytes are no message, or one over the limits.</exception>
    bool TryFindEnd(in ReadOnlySequence<byte> buffer, out long length);
}
