using Thriftscope.Telemetry;

namespace Thriftscope.Sessions;

/// <summary>What a header may hold in all: as much as a context in a trailing field, entries and characters.</summary>
internal struct HeaderRoom
{
    private int _entries;
    private int _characters;

    /// <summary>Whether more was taken than there is.</summary>
    public bool IsExceeded { get; private set; }

    /// <summary>Takes room for a text that is no entry.</summary>
    public bool TryTake(string text) => TryTake(0, text.Length);

    /// <summary>Takes room for an entry.</summary>
    public bool TryTake(string key, string value) => TryTake(1, key.Length + value.Length);

    private bool TryTake(int entries, int characters)
    {
        if (_entries + entries > TrailingFieldDialect.MaxEntries || (long)_characters + characters > TrailingFieldDialect.MaxCharacters)
        {
            IsExceeded = true;
            return false;
        }

        _entries += entries;
        _characters += characters;
        return true;
    }
}
