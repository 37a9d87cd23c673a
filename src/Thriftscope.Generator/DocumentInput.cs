using System.Collections.Immutable;

namespace Thriftscope.Generator;

/// <summary>A document and every file that it includes, directly or not: what its C# depends on.</summary>
/// <param name="Root">The document.</param>
/// <param name="Files">The files, the document's own first.</param>
/// <param name="HintName">The name of its C# file, which no other document of the project has.</param>
internal sealed record DocumentInput(SourceFile Root, EquatableArray<SourceFile> Files, string HintName)
{
    public static IEnumerable<DocumentInput> Of(ImmutableArray<SourceFile> all, CancellationToken stop)
    {
        Dictionary<string, SourceFile> byPath = [];
        foreach (SourceFile file in all)
            byPath[file.Path] = file;
        HashSet<string> hints = new(StringComparer.OrdinalIgnoreCase);
        foreach (SourceFile root in all.Where(f => f.IsGenerated).OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            stop.ThrowIfCancellationRequested();
            List<SourceFile> closure = [root];
            HashSet<string> seen = [root.Path];
            for (int i = 0; i < closure.Count; i++)
            {
                foreach (string include in closure[i].Includes)
                {
                    if (Find(include, closure[i].Path, byPath) is { } found && seen.Add(found.Path))
                        closure.Add(found);
                }
            }

            string name = Path.GetFileNameWithoutExtension(root.Path);
            string hint = $"{name}.g.cs";
            for (int number = 2; !hints.Add(hint); number++)
                hint = $"{name}.{number}.g.cs";
            yield return new DocumentInput(root, new(closure), hint);
        }
    }

    // Beside the including file, or wherever the project has it: its folders stand for include directories.
    private static SourceFile? Find(string include, string from, Dictionary<string, SourceFile> byPath)
    {
        string beside = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(from)!, include));
        if (byPath.TryGetValue(beside, out SourceFile? file))
            return file;
        string end = Path.DirectorySeparatorChar + include.Replace('/', Path.DirectorySeparatorChar);
        return byPath.Values.Where(f => f.Path.EndsWith(end, StringComparison.Ordinal)).OrderBy(f => f.Path, StringComparer.Ordinal).FirstOrDefault();
    }
}
