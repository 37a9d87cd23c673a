using System.Collections.Concurrent;
using System.Reflection;
using Thrift.Protocol;

namespace Thriftscope.ApacheThrift.Generated;

/// <summary>
/// A service as Apache's compiler has generated it: a class of its name that holds the client, the processor and, for each method,
/// the structs of arguments and result.
/// </summary>
internal sealed class GeneratedService
{
    private const BindingFlags Nested = BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly ConcurrentDictionary<Type, GeneratedService> Known = new();

    private readonly Type[] _structs;
    private readonly ConcurrentDictionary<string, MethodShape> _methods = new(StringComparer.Ordinal);

    private GeneratedService(Type generated)
    {
        // Whoever derives from generated code, or writes a client by hand, still means the service.
        Type[] hierarchy = [.. Hierarchy(generated)];
        Type? service = hierarchy.FirstOrDefault(t => t.DeclaringType is not null && t.Name is "Client" or "AsyncProcessor")?.DeclaringType;
        Name = service?.Name ?? WithoutSuffix(generated.Name);
        _structs = [.. hierarchy.Select(t => t.DeclaringType).OfType<Type>().SelectMany(StructsIn)];
    }

    public string Name { get; }

    /// <param name="generated">The type of a client or a processor.</param>
    public static GeneratedService Of(Type generated) => Known.GetOrAdd(generated, static t => new GeneratedService(t));

    public MethodShape Method(string name) =>
        _methods.TryGetValue(name, out MethodShape? method) ? method : _methods.GetOrAdd(name, new MethodShape(StructOf(name, "args"), StructOf(name, "result")));

    private static IEnumerable<Type> Hierarchy(Type type)
    {
        for (Type? current = type; current is not null && current.Assembly != typeof(TProtocol).Assembly; current = current.BaseType)
            yield return current;
    }

    private static IEnumerable<Type> StructsIn(Type type) => type.GetNestedTypes(Nested)
        .SelectMany(t => typeof(TBase).IsAssignableFrom(t) ? [t] : t.Name is "Client" or "AsyncProcessor" ? [] : StructsIn(t));

    // Compilers of different versions, and their options, write add_result, addResult or AddResult.
    private Type? StructOf(string method, string suffix) =>
        Array.Find(_structs, t => t.Name == $"{method}_{suffix}")
        ?? Array.Find(_structs, t => t.Name.Replace("_", "", StringComparison.Ordinal)
            .Equals(method.Replace("_", "", StringComparison.Ordinal) + suffix, StringComparison.OrdinalIgnoreCase));

    private static string WithoutSuffix(string name) =>
        name.EndsWith("Client", StringComparison.Ordinal) && name.Length > "Client".Length ? name[..^"Client".Length] : name;
}
