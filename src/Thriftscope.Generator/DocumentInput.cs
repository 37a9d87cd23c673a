using System.Collections.Immutable;

namespace Thriftscope.Generator;

/// <summary>A document and every file that it includes, directly or not: what its C# depends on.</summary>
/// <param name="Files">The files, the document's own first.</param>
/// <param name="KnownNames">The names of types of .NET or of Thriftscope that definitions of the project have too.</param>
/// <param name="HintName">The name of its C# file, which no other document of the project has.</param>
internal sealed record DocumentInput(EquatableArray<SourceFile> Files, EquatableArray<string> KnownNames, string HintName)
{
    public SourceFile Root => Files[0];

    public static IEnumerable<DocumentInput> Of(ImmutableArray<SourceFile> all, CancellationToken stop)
    {
        SourceFolder folder = new(all);
        EquatableArray<string> known = new(all.SelectMany(f => f.KnownNames).Distinct().OrderBy(n => n, StringComparer.Ordinal));
        HashSet<string> hints = new(StringComparer.OrdinalIgnoreCase);
        foreach (SourceFile root in all.Where(f => f.Settings.IsGenerated).OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            stop.ThrowIfCancellationRequested();
            List<SourceFile> closure = [root];
            HashSet<string> seen = [root.Path];
            for (int i = 0; i < closure.Count; i++)
                closure.AddRange(closure[i].Includes.Select(include => folder.Find(include, closure[i].Path)).OfType<SourceFile>().Where(found => seen.Add(found.Path)));

            string name = Path.GetFileNameWithoutExtension(root.Path);
            string hint = $"{name}.g.cs";
            for (int number = 2; !hints.Add(hint); number++)
                hint = $"{name}.{number}.g.cs";
            yield return new DocumentInput(new(closure), known, hint);
        }
    }
}
