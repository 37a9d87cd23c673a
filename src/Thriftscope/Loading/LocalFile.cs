using System.Text;

namespace Thriftscope.Loading;

/// <summary>Reads a file as the IDL compiler does by itself, for those who answer it in its place.</summary>
internal static class LocalFile
{
    public static string? Read(string path, Encoding? encoding) =>
        File.Exists(path) ? File.ReadAllText(path, encoding ?? Encoding.UTF8) : null;
}
