using System.ComponentModel;
using Thriftscope.Idl;

namespace Thriftscope.Generated;

/// <summary>The IDL that code was generated from, for those parts of a program that work with its definitions.</summary>
/// <param name="name">The file's name.</param>
/// <param name="text">What it says.</param>
/// <param name="includes">What it includes, by the names under which it does.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ThriftDocument(string name, string text, params (string Target, ThriftDocument Document)[] includes)
{
    // The files lie where their includes look for them, under a folder that is deep enough for includes of folders further up.
    private static readonly string Root = Path.GetFullPath("/" + string.Concat(Enumerable.Repeat("thrift/", 32)));

    private readonly Lazy<ThriftModule> _module = new(() => Load(name, text, includes));

    /// <summary>The loaded document.</summary>
    public ThriftModule Module => _module.Value;

    private static ThriftModule Load(string name, string text, (string Target, ThriftDocument Document)[] includes)
    {
        string path = Path.Combine(Root, name);
        Dictionary<string, string> files = new(StringComparer.Ordinal) { [path] = text };
        Add(files, path, includes);
        return ThriftModule.Load(path, new IdlOptions { ReadFile = files.GetValueOrDefault });
    }

    private static void Add(Dictionary<string, string> files, string from, (string Target, ThriftDocument Document)[] includes)
    {
        foreach ((string target, ThriftDocument document) in includes)
        {
            string path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(from)!, target));
            if (files.TryAdd(path, document.Text))
                Add(files, path, document.Includes);
        }
    }

    private string Text => text;

    private (string Target, ThriftDocument Document)[] Includes => includes;
}
