using System.Collections.Frozen;

namespace Thriftscope.Schema;

/// <summary>A service, with the methods that it inherits.</summary>
public sealed class ServiceSchema
{
    private readonly FrozenDictionary<string, MethodSchema> _byName;

    internal ServiceSchema(string name, IEnumerable<MethodSchema> methods)
    {
        Name = name;
        Methods = [.. methods];
        _byName = Methods.ToFrozenDictionary(m => m.Name, StringComparer.Ordinal);
    }

    /// <summary>The name as the IDL writes it.</summary>
    public string Name { get; }

    /// <summary>Its own methods, then those of the services that it extends.</summary>
    public IReadOnlyList<MethodSchema> Methods { get; }

    /// <summary>The method of that name, or <see langword="null"/>.</summary>
    public MethodSchema? FindMethod(string name) => _byName.GetValueOrDefault(name);
}
