using Thriftscope.Generator.Naming;
using Thriftscope.Idl;

namespace Thriftscope.Generator;

/// <summary>The models of a project's documents, and the names that their C# has: each is made once, when the first document needs it.</summary>
internal sealed class ProjectModels
{
    private readonly Dictionary<string, DocumentFile> _files;
    private readonly Dictionary<IdlDocument, DocumentNames> _names = [];
    private readonly IdlLibrary _library;

    public ProjectModels(IEnumerable<DocumentFile> files)
    {
        _files = files.ToDictionary(f => f.Source.Path);
        Folder = new SourceFolder(_files.Values.Select(f => f.Source));
        _library = new IdlLibrary(new IdlOptions
        {
            ReadFile = path => _files.TryGetValue(path, out DocumentFile? file) ? file.Source.Text : null,
            FindInclude = (include, from) => Folder.Find(include, from)?.Path,
        });
    }

    public SourceFolder Folder { get; }

    public IdlCompilation Load(SourceFile file)
    {
        lock (_library)
            return _library.Load(file.Path);
    }

    public DocumentNames NamesOf(IdlDocument document)
    {
        lock (_library)
        {
            if (!_names.TryGetValue(document, out DocumentNames? names))
            {
                names = new DocumentNames(document, _files[document.Path]);
                _names.Add(document, names);
            }

            return names;
        }
    }
}
