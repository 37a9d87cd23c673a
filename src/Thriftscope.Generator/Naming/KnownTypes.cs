namespace Thriftscope.Generator.Naming;

/// <summary>
/// The types of .NET and of Thriftscope that generated code uses, by their short names where they can be: a type of the IDL may have the same.
/// </summary>
/// <param name="taken">The names that definitions of the project have.</param>
internal sealed class KnownTypes(IEnumerable<string> taken)
{
    /// <summary>Those whose static members generated code uses within classes, where a property of the same name would hide them.</summary>
    public static readonly string[] WithMembers = ["ThriftType", "GeneratedCode", "CollectionsMarshal", "MemoryMarshal", "ThriftComparer", "ThriftMethodKind", "ThriftUnknownFields"];

    private const string Attribute = "Attribute";

    private static readonly Dictionary<string, string> Namespaces = new()
    {
        ["CancellationToken"] = "System.Threading",
        ["CollectionsMarshal"] = "System.Runtime.InteropServices",
        ["EmptyArguments"] = "Thriftscope.Generated",
        ["EmptyReply"] = "Thriftscope.Generated",
        ["GeneratedCode"] = "Thriftscope.Generated",
        ["Guid"] = "System",
        ["HashCode"] = "System",
        ["IThriftReader"] = "Thriftscope.Wire",
        ["IThriftStruct"] = "Thriftscope",
        ["IThriftWriter"] = "Thriftscope.Wire",
        ["MemoryMarshal"] = "System.Runtime.InteropServices",
        ["Obsolete"] = "System",
        ["SetsRequiredMembers"] = "System.Diagnostics.CodeAnalysis",
        ["StructSchema"] = "Thriftscope.Schema",
        ["Task"] = "System.Threading.Tasks",
        ["ThriftCallOptions"] = "Thriftscope",
        ["ThriftClient"] = "Thriftscope",
        ["ThriftClientOptions"] = "Thriftscope",
        ["ThriftClientSetup"] = "Thriftscope",
        ["ThriftComparer"] = "Thriftscope.Generated",
        ["ThriftDeclaredException"] = "Thriftscope",
        ["ThriftDocument"] = "Thriftscope.Generated",
        ["ThriftMessage"] = "Thriftscope.Generated",
        ["ThriftMethodKind"] = "Thriftscope.Generated",
        ["ThriftStruct"] = "Thriftscope",
        ["ThriftText"] = "Thriftscope.Generated",
        ["ThriftType"] = "Thriftscope.Wire",
        ["ThriftUnknownFields"] = "Thriftscope",
    };

    private readonly HashSet<string> _taken = [.. taken];

    /// <summary>Whether generated code may use a type of that name.</summary>
    public static bool Has(string name) => Namespaces.ContainsKey(name) || (name.EndsWith(Attribute, StringComparison.Ordinal) && Namespaces.ContainsKey(name.Substring(0, name.Length - Attribute.Length)));

    /// <summary>The type as it can be written in the code of the document.</summary>
    public string this[string name] => _taken.Contains(name) || _taken.Contains(name + Attribute) ? $"global::{Namespaces[name]}.{name}" : name;

    public string CancellationToken => this[nameof(CancellationToken)];

    public string CollectionsMarshal => this[nameof(CollectionsMarshal)];

    public string GeneratedCode => this[nameof(GeneratedCode)];

    public string Guid => this[nameof(Guid)];

    public string Task => this[nameof(Task)];

    public string ThriftComparer => this[nameof(ThriftComparer)];

    public string ThriftMessage => this[nameof(ThriftMessage)];

    public string ThriftType => this[nameof(ThriftType)];
}
