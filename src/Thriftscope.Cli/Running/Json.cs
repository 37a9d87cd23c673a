using System.Text.Json;
using System.Text.Json.Nodes;

namespace Thriftscope.Cli.Running;

/// <summary>Reads the JSON files of .NET's host, which allows comments in them.</summary>
internal static class Json
{
    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static JsonObject Read(string file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(file), documentOptions: Options) as JsonObject ?? throw new JsonException("It is no object.");
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException($"{file} can't be read: {e.Message}", e);
        }
    }
}
