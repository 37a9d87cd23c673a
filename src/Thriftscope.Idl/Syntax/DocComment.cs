namespace Thriftscope.Idl.Syntax;

/// <summary>Takes the comment marks off a doc comment.</summary>
internal static class DocComment
{
    /// <summary>
    /// Removes the asterisks in front of the lines, or their common indentation where they have none, and the empty
    /// lines at both ends.
    /// </summary>
    /// <param name="comment">What stands between the opening and the closing mark.</param>
    /// <returns>The text, its lines parted by <c>\n</c>; <see langword="null"/> when nothing is left.</returns>
    public static string? Clean(string comment)
    {
        List<string> lines = [.. comment.Split('\n').Select(l => l.TrimEnd())];
        lines[0] = lines[0].TrimStart();
        lines[lines.Count - 1] = lines[lines.Count - 1].TrimEnd('*', ' ', '\t');

        List<string> further = [.. lines.Skip(1).Where(l => l.Length > 0)];
        bool hasAsterisks = further.All(l => l.TrimStart().StartsWith("*", StringComparison.Ordinal));
        int indentation = further.Count == 0 ? 0 : further.Min(l => l.Length - l.TrimStart().Length);
        for (int i = 1; i < lines.Count; i++)
        {
            lines[i] = hasAsterisks ? WithoutAsterisk(lines[i]) : lines[i].Substring(Math.Min(indentation, lines[i].Length));
        }

        string text = string.Join("\n", lines.SkipWhile(IsEmpty).Reverse().SkipWhile(IsEmpty).Reverse());
        return text.Length == 0 ? null : text;
    }

    private static string WithoutAsterisk(string line)
    {
        string text = line.TrimStart();
        int start = text.StartsWith("* ", StringComparison.Ordinal) ? 2 : Math.Min(1, text.Length);
        return text.Substring(start);
    }

    private static bool IsEmpty(string line) => line.Length == 0;
}
