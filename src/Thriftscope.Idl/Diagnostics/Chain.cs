namespace Thriftscope.Idl.Diagnostics;

/// <summary>Shows the way round a cycle: <c>A -> B -> A</c>.</summary>
internal static class Chain
{
    private const int Longest = 10;

    public static string Format(IReadOnlyList<string> names)
    {
        IEnumerable<string> shown = names.Count <= Longest
            ? names
            : [.. names.Take(Longest - 1), "…", names[names.Count - 1]];
        return string.Join(" -> ", shown);
    }
}
