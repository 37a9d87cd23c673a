using Thriftscope.Idl.Binding;
using Thriftscope.Idl.Diagnostics;
using Thriftscope.Idl.Syntax;

namespace Thriftscope.Idl;

/// <summary>Turns <c>.thrift</c> text into a checked model.</summary>
public static class IdlCompiler
{
    /// <summary>Loads a file and everything that it includes.</summary>
    /// <param name="path">The <c>.thrift</c> file, by its path or as <c>file://…</c>. Of another URL <see cref="IdlOptions.ReadFile"/> has to give the text.</param>
    /// <param name="options">Include directories and the like.</param>
    /// <returns>The model and the diagnostics; a missing file is one of them, not an exception.</returns>
    public static IdlCompilation Load(string path, IdlOptions? options = null) =>
        new DocumentLoader(options).LoadFile(path ?? throw new ArgumentNullException(nameof(path)));

    /// <summary>Compiles text that has no file. Its includes are searched in <see cref="IdlOptions.IncludeDirectories"/> only.</summary>
    /// <param name="text">The IDL.</param>
    /// <param name="name">The name of the document, used for <see cref="IdlDocument.Name"/> and in diagnostics.</param>
    /// <param name="options">Include directories and the like.</param>
    public static IdlCompilation Parse(string text, string name, IdlOptions? options = null) =>
        new DocumentLoader(options).LoadText(
            text ?? throw new ArgumentNullException(nameof(text)),
            name ?? throw new ArgumentNullException(nameof(name)));

    /// <summary>What can be said of a text alone: nothing is read for it, and whatever is wrong with it is not told.</summary>
    /// <param name="text">The IDL.</param>
    public static IdlOutline OutlineOf(string text)
    {
        DocumentSyntax syntax = Parser.Parse("", text ?? throw new ArgumentNullException(nameof(text)), new DiagnosticBag());
        return new IdlOutline(
            syntax.Namespaces,
            [.. syntax.Includes.Select(i => i.Target)],
            [.. syntax.Definitions.Select(d => d.Name.Text)],
            [.. syntax.Definitions.SelectMany(d => d.Annotations)]);
    }
}
