using System.Text;

namespace Thriftscope.Idl;

/// <summary>How includes are found and files are read.</summary>
public sealed class IdlOptions
{
    /// <summary>Directories that are searched for includes, in their order, after the directory of the including file.</summary>
    public IReadOnlyList<string> IncludeDirectories { get; set; } = [];

    /// <summary>How files are encoded that have no byte order mark. Default: UTF-8, as Thrift has it.</summary>
    public Encoding? Encoding { get; set; }

    /// <summary>
    /// Reads a file by its full path, or answers <see langword="null"/> when there is none. The default reads the file system;
    /// a source generator gives the compiler's own texts. A document that is loaded by a URL, and what it includes, is asked for by
    /// its URL.
    /// </summary>
    public Func<string, string?>? ReadFile { get; set; }

    /// <summary>
    /// Finds an include: given what the file includes, as it writes it, and the file's own path, it answers with the full path of what is
    /// meant, or <see langword="null"/> when there is none. The default searches the directory of the including file and
    /// <see cref="IncludeDirectories"/>.
    /// </summary>
    public Func<string, string, string?>? FindInclude { get; set; }
}
