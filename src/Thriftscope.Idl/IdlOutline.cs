namespace Thriftscope.Idl;

/// <summary>What can be said of a <c>.thrift</c> text alone.</summary>
public sealed class IdlOutline
{
    internal IdlOutline(IReadOnlyList<string> includes, IReadOnlyList<string> names)
    {
        Includes = includes;
        Names = names;
    }

    /// <summary>What it includes, as it writes it.</summary>
    public IReadOnlyList<string> Includes { get; }

    /// <summary>The names that it defines, in their order.</summary>
    public IReadOnlyList<string> Names { get; }
}
