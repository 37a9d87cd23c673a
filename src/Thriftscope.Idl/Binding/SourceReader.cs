using System.Text;

namespace Thriftscope.Idl.Binding;

/// <summary>Reads files. Whatever may go wrong there is an answer, not an exception.</summary>
internal sealed class SourceReader(Func<string, string?>? readFile)
{
    private readonly Func<string, string?> _readFile = readFile ?? ReadFromDisk;

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

    /// <summary>The full path, by which a file that is reached in two ways is known as one; <see langword="null"/> for what can be no path.</summary>
    public static string? FullPath(string path, string directory = "")
    {
        try
        {
            return Path.GetFullPath(Path.Combine(directory, path));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or IOException)
        {
            return null;
        }
    }

    private static string? ReadFromDisk(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException("it is a directory");
        }

        // Invalid bytes become U+FFFD, which the lexer reports with its place.
        return File.Exists(path) ? File.ReadAllText(path, Encoding.UTF8) : null;
    }
}
