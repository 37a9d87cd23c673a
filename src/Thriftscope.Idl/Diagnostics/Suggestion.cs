namespace Thriftscope.Idl.Diagnostics;

/// <summary>Finds the name that was probably meant.</summary>
internal static class Suggestion
{
    private const int LongestName = 64;
    private const int MostCandidates = 5000;

    /// <returns><c> Did you mean '…'?</c>, with a blank before it; empty when no candidate is near.</returns>
    public static string For(string name, IEnumerable<string> candidates)
    {
        int tolerance = (name.Length + 1) / 3;
        string? nearest = null;
        foreach (string candidate in candidates.Take(MostCandidates))
        {
            int distance = Distance(name, candidate, tolerance);
            if (distance <= tolerance)
            {
                tolerance = distance - 1;
                nearest = candidate;
            }
        }

        return nearest is null ? "" : $" Did you mean '{nearest}'?";
    }

    private static int Distance(string name, string candidate, int tolerance)
    {
        if (candidate.EndsWith("." + name, StringComparison.Ordinal))
        {
            // The same name in another file: only its prefix was forgotten.
            return 0;
        }

        bool isHopeless = Math.Abs(name.Length - candidate.Length) > tolerance || name.Length > LongestName;
        return isHopeless ? int.MaxValue : EditDistance(name, candidate);
    }

    /// <summary>How many characters must be changed, added or removed (Levenshtein), the case of letters aside.</summary>
    private static int EditDistance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int change = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
