using Thriftscope.Generator.Emitting;
using Thriftscope.Generator.Naming;
using Thriftscope.Idl;

namespace Thriftscope.Generator;

/// <summary>What a document has become.</summary>
/// <param name="HintName">The name of its C# file.</param>
/// <param name="Code">Its C#; <see langword="null"/> when it has errors.</param>
/// <param name="Problems">What is wrong with it. What is wrong with a file that it includes is that file's own to tell.</param>
internal sealed record DocumentOutput(string HintName, string? Code, EquatableArray<IdlProblem> Problems)
{
    public static DocumentOutput Of(DocumentInput input, CancellationToken stop)
    {
        // The files lie where their includes look for them: what the project has elsewhere is found as in an include directory.
        SourceFolder folder = new(input.Files);
        Dictionary<string, SourceFile> files = input.Files.ToDictionary(f => f.Path);
        IdlOptions options = new()
        {
            IncludeDirectories = [.. input.Files.SelectMany(f => f.Includes.Select(i => folder.DirectoryOf(i, f.Path))).OfType<string>().Distinct()],
            ReadFile = path => files.TryGetValue(Path.GetFullPath(path), out SourceFile? file) ? file.Text : null,
        };
        IdlCompilation compilation = IdlCompiler.Load(input.Root.Path, options);
        stop.ThrowIfCancellationRequested();
        HashSet<string> others = [.. input.Files.Where(f => f.Settings.IsGenerated && f != input.Root).Select(f => f.Path)];
        EquatableArray<IdlProblem> problems = new(compilation.Diagnostics.Where(d => !others.Contains(d.Location.File)).Select(IdlProblem.Of));
        if (compilation.HasErrors)
            return new DocumentOutput(input.HintName, null, problems);
        CSharpNames names = new(compilation.Root, compilation.Documents, d => files.TryGetValue(d.Path, out SourceFile? file) ? file.Settings : DocumentSettings.Default, new KnownTypes(input.KnownNames));
        IEnumerable<(string, IdlDocument)> includes = input.Root.Includes.Zip(compilation.Root.Includes, static (target, document) => (target, document));
        return new DocumentOutput(input.HintName, DocumentEmitter.Emit(compilation.Root, input.Root.Text, includes, names), problems);
    }
}
