using System.Text.Json;

namespace Thriftscope.Interop.Tests.Dialects;

/// <summary>A line that a peer tells, known by its <c>event</c>.</summary>
internal interface IDialectLine
{
    static abstract string Event { get; }
}

/// <summary>Reads the lines.</summary>
internal static class DialectLines
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static string EventOf(JsonElement line) => line.TryGetProperty("event", out JsonElement name) ? name.GetString()! : "";

    public static T Read<T>(JsonElement line) => line.Deserialize<T>(Options)!;

    /// <summary>Those of one kind, in order.</summary>
    public static T[] Of<T>(this IEnumerable<JsonElement> lines)
        where T : IDialectLine =>
        [.. lines.Where(line => EventOf(line) == T.Event).Select(Read<T>)];
}
