namespace Thriftscope.Idl;

/// <summary>
/// Bounds that no honest file reaches. They keep hostile text from overflowing the stack or filling the memory,
/// here and in whatever walks the model later.
/// </summary>
internal static class Limits
{
    /// <summary>How deep types, values, includes, base services and references between constants may nest.</summary>
    public const int Depth = 200;

    /// <summary>How many values a constant may hold once the constants that it refers to are counted in.</summary>
    public const int ConstantSize = 1_000_000;

    /// <summary>How many errors, and how many warnings, one compilation reports.</summary>
    public const int Diagnostics = 100;
}
