using System.Text.Json;

namespace Thriftscope.Interop.Tests.Dialects;

/// <summary>The bytes of a message that were put together by hand, and what they say.</summary>
internal static class GoldenFile
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Dialects", "golden");

    /// <summary>The names of all files.</summary>
    public static string[] Names => [.. Directory.GetFiles(Folder, "*.hex").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)];

    /// <summary>The bytes: a line has hex digits with spaces between them, and a comment behind #.</summary>
    public static byte[] Load(string name) =>
        Convert.FromHexString(string.Concat(File.ReadLines(PathOf(name, "hex")).Select(line => line.Split('#')[0].Replace(" ", "", StringComparison.Ordinal))));

    /// <summary>What is known of the connection (<c>link</c>), the <c>kind</c> of message, and what a reader is to see (<c>seen</c>).</summary>
    public static JsonElement Describe(string name) => JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(PathOf(name, "json")));

    /// <summary>The traces that a reader is to find in a request.</summary>
    public static SeenIds[] IdsOf(string name) => DialectLines.Read<SeenIds[]>(Describe(name).GetProperty("seen").GetProperty("ids"));

    private static string PathOf(string name, string extension) => Path.Combine(Folder, $"{name}.{extension}");
}
