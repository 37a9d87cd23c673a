namespace Thriftscope.Idl;

/// <summary>How includes are found and files are read.</summary>
public sealed class IdlOptions
{
    /// <summary>Directories that are searched for includes, in their order, after the directory of the including file.</summary>
    public IReadOnlyList<string> IncludeDirectories { get; set; } = [];

    /// <summary>
    /// Reads a file by its full path, or answers <see langword="null"/> when there is none. The default reads the file system;
    /// a source generator gives the compiler's own texts.
    /// </summary>
    public Func<string, string?>? ReadFile { get; set; }
}
