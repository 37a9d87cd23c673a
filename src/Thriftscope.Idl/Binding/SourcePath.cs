namespace Thriftscope.Idl.Binding;

/// <summary>
/// The paths of documents: of files, and the URLs of those that come from elsewhere, which <see cref="IdlOptions.ReadFile"/>
/// reads.
/// </summary>
internal static class SourcePath
{
    /// <summary>The full path, by which a document that is reached in two ways is known as one; <see langword="null"/> for what can be no path.</summary>
    /// <param name="path">A path, or what an include names.</param>
    /// <param name="directory">What a relative path starts from. What a URL includes is of its own server, whatever the include says.</param>
    public static string? Full(string path, string directory = "")
    {
        if (Url(directory) is { } origin)
        {
            return Uri.TryCreate(origin, path, out Uri? url) && url.Scheme == origin.Scheme && url.Authority == origin.Authority ? url.AbsoluteUri : null;
        }

        if (directory.Length == 0 && Url(path) is { } whole)
        {
            return whole.IsFile ? whole.LocalPath : whole.AbsoluteUri;
        }

        try
        {
            return Path.GetFullPath(Path.Combine(directory, path));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or IOException)
        {
            return null;
        }
    }

    /// <summary>Where what the document includes is searched first.</summary>
    public static string? DirectoryOf(string path) => Url(path) is { } url ? new Uri(url, ".").AbsoluteUri : Path.GetDirectoryName(path);

    /// <summary>The base name without its extension, which may be any; only what is before the last dot, for file names have dots.</summary>
    public static string NameOf(string path)
    {
        string plain = Url(path) is { } url ? Uri.UnescapeDataString(url.AbsolutePath) : path;
        string file = plain.Substring(plain.LastIndexOfAny(['/', '\\']) + 1);
        int dot = file.LastIndexOf('.');
        return dot <= 0 ? file : file.Substring(0, dot);
    }

    public static bool IsUrl(string path) => Url(path) is { IsFile: false };

    // A path such as /idl/a.thrift or C:\idl\a.thrift is an absolute URI for .NET too: what counts is that a scheme is written.
    private static Uri? Url(string path) =>
        path.IndexOf("://", StringComparison.Ordinal) > 1 && Uri.TryCreate(path, UriKind.Absolute, out Uri? url) ? url : null;
}
