using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Sessions;

/// <summary>What a header may hold in all: as much as a context in a trailing field, entries and characters.</summary>
internal sealed class HeaderRoom
{
    private int _entries;
    private long _characters;

    /// <summary>Whether more was taken than there is.</summary>
    public bool IsExceeded { get; private set; }

    /// <summary>Takes room for a text that is no entry.</summary>
    public bool TryTake(string text) => TryTake(0, text.Length);

    /// <summary>Takes room for an entry.</summary>
    public bool TryTake(string key, string value) => TryTake(1, (long)key.Length + value.Length);

    private bool TryTake(int entries, long characters)
    {
        _entries += entries;
        _characters += characters;
        IsExceeded |= _entries > TrailingFieldDialect.MaxEntries || _characters > TrailingFieldDialect.MaxCharacters;
        return !IsExceeded;
    }
}
