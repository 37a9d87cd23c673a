using Thriftscope.Idl.Binding;

namespace Thriftscope.Idl;

/// <summary>
/// Loads documents that may include the same files. Each file is read and checked once, when it is first asked for, and has one
/// <see cref="IdlDocument"/>.
/// </summary>
public sealed class IdlLibrary
{
    private readonly DocumentLoader _loader;

    /// <param name="options">Include directories and the like.</param>
    public IdlLibrary(IdlOptions? options = null) => _loader = new DocumentLoader(options, isShared: true);

    /// <summary>Loads a file and everything that it includes.</summary>
    /// <param name="path">The <c>.thrift</c> file.</param>
    /// <returns>The model and the diagnostics of its files, of which each is told for as many as a compilation of its own could have.</returns>
    public IdlCompilation Load(string path) => _loader.LoadFile(path ?? throw new ArgumentNullException(nameof(path)));
}
