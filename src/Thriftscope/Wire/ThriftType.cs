namespace Thriftscope.Wire;

/// <summary>The types that Thrift's protocols name on the wire, with the numbers of the binary protocol.</summary>
public enum ThriftType : byte
{
    /// <summary>The end of a struct.</summary>
    Stop = 0,

    /// <summary>No value; seen only as the type of a result.</summary>
    Void = 1,

    /// <summary><c>bool</c>.</summary>
    Bool = 2,

    /// <summary><c>i8</c>.</summary>
    I8 = 3,

    /// <summary><c>double</c>.</summary>
    Double = 4,

    /// <summary><c>i16</c>.</summary>
    I16 = 6,

    /// <summary><c>i32</c>; enums too.</summary>
    I32 = 8,

    /// <summary><c>i64</c>.</summary>
    I64 = 10,

    /// <summary><c>string</c> and <c>binary</c>.</summary>
    String = 11,

    /// <summary>A struct, union or exception.</summary>
    Struct = 12,

    /// <summary><c>map</c>.</summary>
    Map = 13,

    /// <summary><c>set</c>.</summary>
    Set = 14,

    /// <summary><c>list</c>.</summary>
    List = 15,

    /// <summary><c>uuid</c>.</summary>
    Uuid = 16,
}
