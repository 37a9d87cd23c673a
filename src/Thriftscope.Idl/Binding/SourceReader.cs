using System.Text;

namespace Thriftscope.Idl.Binding;

/// <summary>Reads files. Whatever may go wrong there is an answer, not an exception.</summary>
internal sealed class SourceReader
{
    private readonly Func<string, string?> _readFile;
    private readonly Encoding _encoding;

    public SourceReader(IdlOptions? options)
    {
        _readFile = options?.ReadFile ?? ReadFromDisk;
        _encoding = options?.Encoding ?? Encoding.UTF8;
    }

    /// <returns>The text; or why it can't be read; or neither, when there is no such file.</returns>
    public (string? Text, string? Problem) Read(string path)
    {
        try
        {
            return (_readFile(path), null);
        }
        catch (UnauthorizedAccessException)
        {
            return (null, "access is denied, or it is a directory");
        }
        catch (IOException e)
        {
            return (null, e.Message.TrimEnd('.'));
        }
    }

    private string? ReadFromDisk(string path)
    {
        if (SourcePath.IsUrl(path))
        {
            throw new IOException("it is a URL, and only files are read here");
        }

        if (Directory.Exists(path))
        {
            throw new IOException("it is a directory");
        }

        // Invalid bytes become U+FFFD, which the lexer reports with its place.
        return File.Exists(path) ? File.ReadAllText(path, _encoding) : null;
    }
}
