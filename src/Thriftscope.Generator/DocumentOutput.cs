using Thriftscope.Generator.Emitting;
using Thriftscope.Generator.Naming;
using Thriftscope.Idl;

namespace Thriftscope.Generator;

/// <summary>What a document has become.</summary>
/// <param name="HintName">The name of its C# file.</param>
/// <param name="Code">Its C#; <see langword="null"/> when it has errors.</param>
/// <param name="Namespace">The namespace of its C#.</param>
/// <param name="Types">The types that its C# has.</param>
/// <param name="Problems">What is wrong with it. What is wrong with a file that it includes is mostly that file's own to tell.</param>
internal sealed record DocumentOutput(string HintName, string? Code, string Namespace, EquatableArray<DefinedType> Types, EquatableArray<IdlProblem> Problems)
{
    public static DocumentOutput Of(DocumentInput input, CancellationToken stop)
    {
        Dictionary<string, DocumentFile> files = input.Files.ToDictionary(f => f.Source.Path);
        SourceFolder folder = new(input.Files.Select(f => f.Source));
        IdlCompilation compilation = Compile(folder, files, input.Root);
        stop.ThrowIfCancellationRequested();
        CSharpNames names = new(compilation.Root, compilation.Documents, document => files[document.Path], new KnownTypes(input.KnownNames));
        IEnumerable<IdlProblem> ofIdl = compilation.Diagnostics.Where(IsTold).Select(d => IdlProblem.Of(d, files[d.Location.File].Source.Text));
        EquatableArray<IdlProblem> problems = new([.. ofIdl, .. CSharpProblems.In(compilation.Root, input.Root.Settings)]);
        if (compilation.HasErrors || problems.Any(p => p.IsError))
            return new DocumentOutput(input.HintName, null, input.Root.Namespace, new([]), problems);
        ILookup<string, IdlDocument> documents = compilation.Documents.ToLookup(d => d.Path);
        IEnumerable<(string, IdlDocument)> includes = input.Root.Includes.Distinct().Select(include => (include, documents[folder.Find(include, input.Root.Path)!.Path].Single()));
        string code = DocumentEmitter.Emit(compilation.Root, input.Root.Text, includes, names);
        return new DocumentOutput(input.HintName, code, input.Root.Namespace, new(DefinedType.In(compilation.Root, names)), problems);

        // A circle ends in the file that includes this one again, which finds another end of it.
        bool IsTold(IdlDiagnostic diagnostic) => files[diagnostic.Location.File] is var file
            && (file.IsTold || (IdlProblem.IsCycle(diagnostic) && folder.Find(IdlProblem.IncludeAt(diagnostic, file.Source.Text), file.Source.Path) == input.Root));
    }

    private static IdlCompilation Compile(SourceFolder folder, Dictionary<string, DocumentFile> files, SourceFile root)
    {
        // The files lie where their includes look for them: what the project has elsewhere is found as in an include directory.
        IEnumerable<string?> directories = files.Values.SelectMany(f => f.Source.Includes.Select(i => folder.DirectoryOf(i, f.Source.Path)));
        return IdlCompiler.Load(root.Path, new IdlOptions
        {
            IncludeDirectories = [.. directories.OfType<string>().Distinct()],
            ReadFile = path => files.TryGetValue(Path.GetFullPath(path), out DocumentFile? file) ? file.Source.Text : null,
        });
    }
}
