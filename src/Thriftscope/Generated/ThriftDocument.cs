using System.ComponentModel;
using Thriftscope.Idl;

namespace Thriftscope.Generated;

/// <summary>The IDL that code was generated from, for those parts of a program that work with its definitions.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ThriftDocument
{
    private readonly string _name;
    private readonly string _text;
    private readonly (string Target, ThriftDocument Document)[] _includes;
    private readonly Lazy<ThriftModule> _module;

    /// <summary>A document.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="text">What it says.</param>
    /// <param name="includes">What it includes, by the names under which it does.</param>
    public ThriftDocument(string name, string text, params (string Target, ThriftDocument Document)[] includes)
    {
        _name = name;
        _text = text;
        _includes = includes;
        _module = new Lazy<ThriftModule>(() => Load(this));
    }

    /// <summary>The loaded document.</summary>
    public ThriftModule Module => _module.Value;

    private static ThriftModule Load(ThriftDocument root)
    {
        Dictionary<ThriftDocument, string> paths = [];
        Dictionary<string, ThriftDocument> documents = [];
        Add(root);
        return ThriftModule.Load(paths[root], new IdlOptions
        {
            ReadFile = path => documents.GetValueOrDefault(path)?._text,
            FindInclude = (target, from) => paths[documents[from]._includes.First(i => i.Target == target).Document],
        });

        // Each lies in a folder of its own: two may have one name.
        void Add(ThriftDocument document)
        {
            string path = Path.GetFullPath($"/{paths.Count}/{document._name}");
            if (!paths.TryAdd(document, path))
                return;
            documents.Add(path, document);
            foreach ((_, ThriftDocument included) in document._includes)
                Add(included);
        }
    }
}
