using Thriftscope.Wire;

namespace Thriftscope;

/// <summary>Bytes that are not what the protocol says, or that a limit forbids.</summary>
public sealed class ThriftProtocolException : ThriftException
{
    private readonly FieldPath _path = new();

    internal ThriftProtocolException(ThriftProtocolError error, string message, long? offset = null)
        : base(message)
    {
        Error = error;
        Offset = offset;
    }

    /// <summary>What is wrong.</summary>
    public ThriftProtocolError Error { get; }

    /// <summary>The offset in the message, in bytes, where it was seen; <see langword="null"/> when writing.</summary>
    public long? Offset { get; }

    /// <summary>The field that was being read or written, such as <c>Order.items[3].price</c>; empty when there was none.</summary>
    public string Path => _path.ToString();

    /// <inheritdoc/>
    public override string Message =>
        base.Message + (Offset is { } offset ? $" (at byte {offset})" : "") + (_path.IsEmpty ? "" : $", in {Path}");

    // Called from exception filters while the stack unwinds, innermost first; answers false so that nothing is caught.
    internal bool Within(string segment)
    {
        _path.Prepend(segment);
        return false;
    }

    internal bool Within(int index)
    {
        _path.Prepend(index);
        return false;
    }

    internal static ThriftProtocolException Truncated(long wanted, long remaining, long offset) =>
        new(ThriftProtocolError.Truncated, $"The message ends too early: {wanted} more bytes are announced, {remaining} are left", offset);

    internal static ThriftProtocolException CutOff(long length) =>
        new(ThriftProtocolError.Truncated, "The connection ended in the middle of a message", length);

    internal static ThriftProtocolException BytesBehind(long count, long offset) =>
        new(ThriftProtocolError.InvalidData, $"A frame or a body holds one message, and {count} more bytes stand behind this one", offset);

    internal static ThriftProtocolException NegativeSize(int size, long offset) =>
        new(ThriftProtocolError.NegativeSize, $"A size can't be negative: {size}", offset);

    internal static ThriftProtocolException MessageTooLarge(long size, long limit, long? offset) =>
        TooLarge($"message of {size} bytes", limit, nameof(ThriftLimits.MaxMessageSize), offset);

    internal static ThriftProtocolException FrameTooLarge(long size, long limit, long? offset) =>
        TooLarge($"frame of {size} bytes", limit, nameof(ThriftLimits.MaxFrameSize), offset);

    internal static ThriftProtocolException StringTooLong(long length, long limit, long? offset) =>
        TooLarge($"string of {length} bytes", limit, nameof(ThriftLimits.MaxStringLength), offset);

    internal static ThriftProtocolException ContainerTooLarge(long count, long limit, long? offset) =>
        TooLarge($"container of {count} elements", limit, nameof(ThriftLimits.MaxContainerSize), offset);

    internal static ThriftProtocolException TooManyStructs(long limit, long? offset) =>
        TooLarge("number of structs", limit, nameof(ThriftLimits.MaxStructs), offset);

    internal static ThriftProtocolException TooManyContainers(long limit, long? offset) =>
        TooLarge("number of containers", limit, nameof(ThriftLimits.MaxContainers), offset);

    /// <param name="what">What is too large, and how large it is.</param>
    /// <param name="limit">How large it may be.</param>
    /// <param name="setting">The property of <see cref="ThriftLimits"/> that says so.</param>
    /// <param name="offset">Where that was seen.</param>
    internal static ThriftProtocolException TooLarge(string what, long limit, string? setting = null, long? offset = null) =>
        new(ThriftProtocolError.SizeLimit, $"A {what} is over the limit of {limit}{(setting is null ? "" : $" ({nameof(ThriftLimits)}.{setting})")}", offset);

    internal static ThriftProtocolException WrongElements(string what, ThriftType wanted, ThriftType found, long offset) =>
        new(ThriftProtocolError.InvalidData, $"Expected {what} of type {wanted}, found {found}", offset);

    internal static ThriftProtocolException TooDeep(int limit, long? offset = null) =>
        new(ThriftProtocolError.DepthLimit, $"Structs and containers are nested deeper than the limit of {limit}", offset);

    internal static ThriftProtocolException UnknownType(byte type, long offset) =>
        new(ThriftProtocolError.InvalidData, $"There is no Thrift type {type}", offset);

    internal static ThriftProtocolException UnknownMessageType(byte type, long offset) =>
        new(ThriftProtocolError.InvalidData, $"There is no message type {type}; expected 1 (call) to 4 (oneway)", offset);

    internal static ThriftProtocolException BadVersion(int first, long offset) =>
        new(ThriftProtocolError.BadVersion, $"A binary message begins with 0x8001, not with 0x{(uint)first >> 16:X4}", offset);

    internal static ThriftProtocolException NotStrict(long offset) =>
        new(ThriftProtocolError.BadVersion, "The message begins without a version, in the binary protocol's old form, which is not allowed here", offset);

    internal static ThriftProtocolException BadCompactVersion(byte first, byte second, long offset) =>
        new(ThriftProtocolError.BadVersion, $"A compact message begins with 0x82 and the version 1, not with 0x{first:X2} 0x{second:X2}", offset);

    internal static ThriftProtocolException VarintTooLong(int bits, long offset) =>
        new(ThriftProtocolError.InvalidData, $"A number does not end within its {bits} bits", offset);

    internal static ThriftProtocolException BadJsonVersion(long version, long offset) =>
        new(ThriftProtocolError.BadVersion, $"A JSON message has the version 1, not {version}", offset);

    internal static ThriftProtocolException Unexpected(string expected, byte found, long offset) =>
        new(ThriftProtocolError.InvalidData, $"Expected {expected}, found {(found is > 0x20 and < 0x7F ? $"'{(char)found}'" : $"0x{found:X2}")}", offset);

    internal static ThriftProtocolException EndsEarly(string expected, long offset) =>
        new(ThriftProtocolError.Truncated, $"The message ends too early: expected {expected}", offset);

    internal static ThriftProtocolException Invalid(string message, long offset) =>
        new(ThriftProtocolError.InvalidData, message, offset);
}

/// <summary>The kinds of protocol error.</summary>
public enum ThriftProtocolError
{
    /// <summary>A type, mark or value that the protocol does not have.</summary>
    InvalidData,

    /// <summary>The message ends before its announced end.</summary>
    Truncated,

    /// <summary>A negative length or count.</summary>
    NegativeSize,

    /// <summary>A size over a limit of <see cref="Wire.ThriftLimits"/>.</summary>
    SizeLimit,

    /// <summary>Nesting over <see cref="Wire.ThriftLimits.MaxDepth"/>.</summary>
    DepthLimit,

    /// <summary>The first bytes are not those of a Thrift message.</summary>
    BadVersion,

    /// <summary>A required field is missing.</summary>
    MissingField,

    /// <summary>A reply that belongs to no call.</summary>
    BadSequenceId,
}
