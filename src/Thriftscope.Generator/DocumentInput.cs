namespace Thriftscope.Generator;

/// <summary>A document and every file that it includes, directly or not: what its C# depends on.</summary>
/// <param name="Files">The files, the document's own first.</param>
/// <param name="KnownNames">The names of types of .NET or of Thriftscope that definitions of the project have too.</param>
/// <param name="HintName">The name of its C# file, which no other document of the project has.</param>
internal sealed record DocumentInput(EquatableArray<DocumentFile> Files, EquatableArray<string> KnownNames, string HintName)
{
    public SourceFile Root => Files[0].Source;
}

/// <summary>A file that a document is made of.</summary>
/// <param name="Source">The file.</param>
/// <param name="ClassName">How the names of the classes begin that its document has besides those of its definitions.</param>
/// <param name="IsTold">Whether the document tells what is wrong with the file; else another does.</param>
internal sealed record DocumentFile(SourceFile Source, string ClassName, bool IsTold);
