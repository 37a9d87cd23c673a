namespace Thriftscope.Idl;

/// <summary>One checked <c>.thrift</c> file: its definitions, with every name resolved and every value typed.</summary>
public sealed class IdlDocument
{
    internal IdlDocument(string name, string path)
    {
        Name = name;
        Path = path;
    }

    /// <summary>The base name of the file without <c>.thrift</c>: the prefix by which an including file names its definitions.</summary>
    public string Name { get; }

    /// <summary>The file's full path, the document's URL, or the name that was given for text that has no file.</summary>
    public string Path { get; }

    /// <summary>The comment at the head of the file, if it has a doc comment that belongs to no definition.</summary>
    public string? Documentation { get; internal set; }

    /// <summary>The <c>namespace</c> lines, in their order.</summary>
    public IReadOnlyList<IdlNamespace> Namespaces { get; internal set; } = [];

    /// <summary>The documents that this one includes, in their order.</summary>
    public IReadOnlyList<IdlDocument> Includes { get; internal set; } = [];

    /// <summary>The targets of the <c>cpp_include</c> lines, in their order.</summary>
    public IReadOnlyList<string> CppIncludes { get; internal set; } = [];

    /// <summary>The constants, in their order.</summary>
    public IReadOnlyList<IdlConstant> Constants { get; internal set; } = [];

    /// <summary>The typedefs, in their order.</summary>
    public IReadOnlyList<IdlTypedef> Typedefs { get; internal set; } = [];

    /// <summary>The enums, in their order.</summary>
    public IReadOnlyList<IdlEnum> Enums { get; internal set; } = [];

    /// <summary>The structs, unions and exceptions, in their order.</summary>
    public IReadOnlyList<IdlStruct> Structs { get; internal set; } = [];

    /// <summary>The services, in their order.</summary>
    public IReadOnlyList<IdlService> Services { get; internal set; } = [];

    /// <summary>The namespace for a language: the last line for that scope, else the last for <c>*</c>, else <see langword="null"/>.</summary>
    /// <param name="scope">The language as the IDL writes it: <c>csharp</c>, <c>netstd</c>, <c>py</c>, …</param>
    public string? NamespaceFor(string scope) =>
        Namespaces.LastOrDefault(n => n.Scope == scope)?.Name ?? Namespaces.LastOrDefault(n => n.Scope == "*")?.Name;

    /// <inheritdoc/>
    public override string ToString() => Path;
}
