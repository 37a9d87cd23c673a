namespace Thriftscope.Generator;

/// <summary>A document and every file that it includes, directly or not: what its C# depends on.</summary>
/// <param name="Files">The files, the document's own first.</param>
/// <param name="KnownNames">The names of types of .NET or of Thriftscope that definitions of the project have too.</param>
/// <param name="HintName">The name of its C# file, which no other document of the project has.</param>
/// <param name="Shared">What the documents of the project have in common.</param>
internal sealed record DocumentInput(EquatableArray<DocumentFile> Files, EquatableArray<string> KnownNames, string HintName, SharedModels Shared)
{
    public SourceFile Root => Files[0].Source;

    /// <summary>The models of the files.</summary>
    public ProjectModels Models => Shared.Models ?? new ProjectModels(Files);
}

/// <summary>A file that a document is made of.</summary>
/// <param name="Source">The file.</param>
/// <param name="ClassName">How the names of the classes begin that its document has besides those of its definitions.</param>
/// <param name="Teller">The file whose document tells what is wrong with it.</param>
internal sealed record DocumentFile(SourceFile Source, string ClassName, string Teller);

/// <summary>
/// The models of the whole project, as long as it is the compiler's newest: an input that did not change may be kept for long, and should not
/// keep them. They follow from the files, and so are equal when those are.
/// </summary>
internal sealed class SharedModels(ProjectModels models) : IEquatable<SharedModels>
{
    private readonly WeakReference<ProjectModels> _models = new(models);

    public ProjectModels? Models => _models.TryGetTarget(out ProjectModels? models) ? models : null;

    public bool Equals(SharedModels? other) => other is not null;

    public override bool Equals(object? obj) => obj is SharedModels;

    public override int GetHashCode() => 0;
}
