using System.Buffers;

namespace Thriftscope.Wire;

/// <summary>Finds the end of an unframed message of Apache's JSON protocol: the bracket that closes the first.</summary>
internal sealed class JsonScanner(ThriftLimits limits) : IMessageScanner
{
    private static readonly SearchValues<byte> Marks = SearchValues.Create("\"[]{}"u8);

    // Around all stands the message's bracket; a struct has a brace for itself and one for the field, a map a bracket and a brace.
    private readonly long _maxBrackets = 1 + (2L * limits.MaxDepth);
    private long _offset;
    private long _brackets;
    private bool _inString;
    private bool _escaped;

    /// <inheritdoc/>
    public bool TryFindEnd(in ReadOnlySequence<byte> buffer, out long length)
    {
        SequencePosition position = buffer.GetPosition(_offset);
        bool complete = false;
        while (!complete && buffer.TryGet(ref position, out ReadOnlyMemory<byte> segment))
            complete = Scan(segment.Span);
        length = _offset;
        if (complete)
            Reset();
        return complete;
    }

    private bool Scan(ReadOnlySpan<byte> bytes)
    {
        int position = 0;
        bool complete = false;
        while (position < bytes.Length && !complete)
        {
            if (_brackets == 0)
                complete = ScanStart(bytes[position++]);
            else if (_escaped)
                (_escaped, position) = (false, position + 1);
            else if (_inString)
                position = ScanString(bytes, position);
            else
                complete = ScanMarks(bytes, ref position);
        }

        _offset += position;
        if (_offset > limits.MaxMessageSize)
            throw ThriftProtocolException.MessageTooLarge(_offset, limits.MaxMessageSize, _offset);
        return complete;
    }

    private bool ScanStart(byte first)
    {
        switch (first)
        {
            case (byte)'[':
                _brackets = 1;
                return false;
            case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                return false;
            default:
                throw ThriftProtocolException.Unexpected("the '[' of a JSON message", first, _offset);
        }
    }

    private int ScanString(ReadOnlySpan<byte> bytes, int position)
    {
        int found = bytes[position..].IndexOfAny((byte)'"', (byte)'\\');
        if (found < 0)
            return bytes.Length;
        position += found;
        _escaped = bytes[position] == '\\';
        _inString = _escaped;
        return position + 1;
    }

    private bool ScanMarks(ReadOnlySpan<byte> bytes, ref int position)
    {
        int found = bytes[position..].IndexOfAny(Marks);
        if (found < 0)
        {
            position = bytes.Length;
            return false;
        }

        position += found;
        switch (bytes[position++])
        {
            case (byte)'"':
                _inString = true;
                return false;
            case (byte)'[' or (byte)'{':
                if (++_brackets > _maxBrackets)
                    throw ThriftProtocolException.TooDeep(limits.MaxDepth, _offset + position);
                return false;
            default:
                return --_brackets == 0;
        }
    }

    private void Reset()
    {
        _offset = 0;
        _brackets = 0;
        _inString = false;
        _escaped = false;
    }
}
