namespace Thriftscope.Wire;

/// <summary>What stands before the arguments or the result of a message.</summary>
/// <param name="Name">The method, behind <c>Service:</c> when the message is multiplexed.</param>
/// <param name="Type">Call, reply, exception or oneway.</param>
/// <param name="SequenceId">The caller's number; the reply repeats it.</param>
public readonly record struct MessageHeader(string Name, MessageType Type, int SequenceId);

/// <summary>The types of message, with their numbers on the wire.</summary>
public enum MessageType : byte
{
    /// <summary>A request that wants a reply.</summary>
    Call = 1,

    /// <summary>A result or a declared exception.</summary>
    Reply = 2,

    /// <summary>A TApplicationException.</summary>
    Exception = 3,

    /// <summary>A request without a reply.</summary>
    Oneway = 4,
}
