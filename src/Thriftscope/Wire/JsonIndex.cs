namespace Thriftscope.Wire;

/// <summary>
/// The brackets of a plain JSON text, found in one pass before it is read: a plain list does not say how many elements it has, and a
/// value that is skipped not where it ends. Who follows the text knows the number of each bracket by counting them.
/// </summary>
internal sealed class JsonIndex
{
    // {"key":1,"value":1}
    private const int MinimumEntry = 19;

    private readonly Stack<(int Number, bool IsObject)> _open = new();
    private Bracket[] _brackets = new Bracket[16];
    private int _count;

    private JsonIndex()
    {
    }

    public ref readonly Bracket this[int number] => ref _brackets[number];

    /// <summary>Checks that one value stands at the place, and indexes its brackets.</summary>
    /// <exception cref="ThriftProtocolException">It is no JSON, or nested deeper than so many brackets.</exception>
    public static JsonIndex Of(ref JsonCursor json, int maxBrackets, ThriftLimits limits)
    {
        // Each is that of a struct or a container, the two of the message itself, or an entry of a map, which the text has room for.
        long most = 2L + limits.MaxStructs + limits.MaxContainers + (json.Remaining / MinimumEntry);
        JsonIndex index = new();
        do
        {
            index.ReadValue(ref json, maxBrackets, limits);
            if (index._count > most)
                throw ThriftProtocolException.TooLarge($"message with {index._count} brackets", most, offset: json.Position);
        }
        while (index.GoOn(ref json));

        return index;
    }

    // Reads a value that is no bracket, or the beginning of one that is, up to its first value.
    private void ReadValue(ref JsonCursor json, int maxBrackets, ThriftLimits limits)
    {
        while (true)
        {
            byte first = json.Peek("a value");
            if (first == '"')
            {
                json.SkipString();
                return;
            }

            if (first is not ((byte)'{' or (byte)'['))
            {
                _ = json.ReadWord();
                return;
            }

            if (_open.Count == maxBrackets)
                throw ThriftProtocolException.TooDeep(limits.MaxDepth, json.Position);
            json.Expect(first);
            bool isObject = first == '{';
            Open(isObject);
            if (json.TryTake(isObject ? (byte)'}' : (byte)']'))
            {
                Close(json.Position);
                return;
            }

            AddValue(ref json, isObject);
        }
    }

    // Behind a value: closes what ends there, and reads the comma before another value.
    private bool GoOn(ref JsonCursor json)
    {
        while (_open.TryPeek(out (int Number, bool IsObject) open))
        {
            if (json.TryTake((byte)','))
            {
                AddValue(ref json, open.IsObject);
                return true;
            }

            json.Expect(open.IsObject ? (byte)'}' : (byte)']');
            Close(json.Position);
        }

        return false;
    }

    private void AddValue(ref JsonCursor json, bool isObject)
    {
        _brackets[_open.Peek().Number].Count++;
        if (!isObject)
            return;
        json.SkipString();
        json.Expect((byte)':');
    }

    private void Open(bool isObject)
    {
        if (_count == _brackets.Length)
            Array.Resize(ref _brackets, _count * 2);
        _open.Push((_count, isObject));
        _count++;
    }

    private void Close(int end)
    {
        ref Bracket bracket = ref _brackets[_open.Pop().Number];
        bracket.End = end;
        bracket.Next = _count;
    }

    /// <summary>An object or array of the text.</summary>
    public struct Bracket
    {
        /// <summary>Its members or elements.</summary>
        public int Count;

        /// <summary>The place behind it.</summary>
        public int End;

        /// <summary>The number of the first bracket behind it.</summary>
        public int Next;
    }
}
