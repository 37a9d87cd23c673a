namespace Thriftscope.Wire;

/// <summary>Where the next value of a JSON protocol stands, and so what stands before it.</summary>
internal enum JsonPlace : short
{
    /// <summary>Alone, or behind the type or name of a field: nothing before it.</summary>
    Value,

    /// <summary>The first element of a list that has no head: nothing.</summary>
    FirstElement,

    /// <summary>Behind a list's head or another element: a comma.</summary>
    Element,

    /// <summary>The first key of a map: nothing, or what opens its entry.</summary>
    FirstKey,

    /// <summary>Another key: a comma.</summary>
    Key,

    /// <summary>The value behind a key: a colon, or a name.</summary>
    EntryValue,

    /// <summary>No value, but the first field of a struct.</summary>
    FirstField,

    /// <summary>No value, but another field of a struct.</summary>
    Field,
}
