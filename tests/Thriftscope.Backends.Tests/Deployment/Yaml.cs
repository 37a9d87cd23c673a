using YamlDotNet.RepresentationModel;

namespace Thriftscope.Backends.Tests.Deployment;

/// <summary>Reads the YAML files in deploy/.</summary>
internal static class Yaml
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "deploy");

    /// <summary>The documents of a file.</summary>
    public static IReadOnlyList<YamlNode> Documents(string path)
    {
        YamlStream yaml = [];
        using StreamReader text = new(Path.Combine(Folder, path));
        yaml.Load(text);
        return [.. yaml.Documents.Select(d => d.RootNode)];
    }

    /// <summary>The only document of a file.</summary>
    public static YamlNode Document(string path) => Documents(path).ShouldHaveSingleItem(path);

    /// <summary>What lies at a path of keys; <see langword="null"/> where there is nothing.</summary>
    public static YamlNode? At(this YamlNode? node, params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
            node = node is YamlMappingNode map && map.Children.TryGetValue(key, out YamlNode? value) ? value : null;
        return node;
    }

    public static string Text(this YamlNode? node) => node.ShouldBeOfType<YamlScalarNode>().Value!;

    /// <summary>The items of a list; none where there is no list.</summary>
    public static IEnumerable<YamlNode> Items(this YamlNode? node) => node as YamlSequenceNode ?? Enumerable.Empty<YamlNode>();

    /// <summary>The texts of a list.</summary>
    public static IEnumerable<string> Texts(this YamlNode? node) => node.Items().Select(Text);

    /// <summary>The entries of a map; none where there is no map.</summary>
    public static IReadOnlyDictionary<string, YamlNode> Entries(this YamlNode? node) =>
        (node as YamlMappingNode)?.Children.ToDictionary(entry => entry.Key.Text(), entry => entry.Value) ?? [];
}
