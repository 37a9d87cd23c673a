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
        SourceFile root = input.Root;
        ProjectModels models = input.Models;
        IdlCompilation compilation = models.Load(root);
        stop.ThrowIfCancellationRequested();
        Dictionary<string, SourceFile> told = input.Files.Where(f => f.Teller == root.Path).ToDictionary(f => f.Source.Path, f => f.Source);
        IEnumerable<IdlProblem> ofIdl = compilation.Diagnostics.Where(d => told.ContainsKey(d.Location.File)).Select(d => IdlProblem.Of(d, told[d.Location.File].Text));
        EquatableArray<IdlProblem> problems = new([.. ofIdl, .. CSharpProblems.In(compilation.Root, root.Settings)]);
        if (compilation.HasErrors || problems.Any(p => p.IsError))
            return new DocumentOutput(input.HintName, null, root.Namespace, new([]), problems);

        CSharpNames names = new(compilation.Root, models.NamesOf, new KnownTypes(input.KnownNames));
        ILookup<string, IdlDocument> documents = compilation.Root.Includes.ToLookup(d => d.Path);
        IEnumerable<(string, IdlDocument)> includes = root.Includes.Distinct().Select(include => (include, documents[models.Folder.Find(include, root.Path)!.Path].Single()));
        string code = DocumentEmitter.Emit(compilation.Root, root.Text, includes, names);
        return new DocumentOutput(input.HintName, code, root.Namespace, new(DefinedType.In(compilation.Root, names)), problems);
    }
}
