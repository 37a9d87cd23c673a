using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Thriftscope.Schema;

namespace Thriftscope;

/// <summary>How one class of the user's stands for structs. Built once per class.</summary>
internal sealed class ClassMap
{
    private static readonly ConcurrentDictionary<Type, ClassMap> Cache = new();

    private readonly Type _type;
    private readonly Dictionary<string, PropertyInfo> _properties = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConstructorInfo? _constructor;

    [RequiresUnreferencedCode(ReflectionSupport.Reason)]
    private ClassMap(Type type)
    {
        _type = type;
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetIndexParameters().Length == 0)
                _ = _properties.TryAdd(Plain(property.Name), property);
        }

        ConstructorInfo[] constructors = type.IsAbstract ? [] : type.GetConstructors();
        _constructor = constructors.FirstOrDefault(c => c.GetParameters().Length == 0)
            ?? constructors.Where(c => c.GetParameters().All(p => _properties.ContainsKey(Plain(p.Name!)))).MaxBy(c => c.GetParameters().Length);
    }

    /// <summary>Whether a type is that of <c>new { … }</c>, which has only what its writer meant.</summary>
    // The compilers give these names, of C# and F# and of Visual Basic; no program can.
    public static bool IsAnonymous(Type type) =>
        type.Name.StartsWith("<>f__AnonymousType", StringComparison.Ordinal) || type.Name.StartsWith("VB$AnonymousType", StringComparison.Ordinal);

    [RequiresUnreferencedCode(ReflectionSupport.Reason)]
    public static ClassMap For(Type type) => Cache.GetOrAdd(type, static t => new ClassMap(t));

    public bool TryGet(object instance, string field, out object? value)
    {
        value = null;
        if (!_properties.TryGetValue(Plain(field), out PropertyInfo? property) || !property.CanRead)
            return false;
        value = property.GetValue(instance);
        return true;
    }

    /// <summary>The names of the properties that are no fields of a struct.</summary>
    public IEnumerable<string> NamesBeside(StructSchema schema) => _properties
        .Where(property => !schema.Fields.Any(f => Plain(f.Name).Equals(property.Key, StringComparison.OrdinalIgnoreCase)))
        .Select(property => property.Value.Name);

    /// <summary>Creates an instance: through the constructor's parameters, as records have them, and settable properties.</summary>
    [RequiresUnreferencedCode(ReflectionSupport.Reason)]
    public object Create(ThriftStruct source)
    {
        if ((_constructor is null && !_type.IsValueType) || _type.Namespace == nameof(System))
            throw new ThriftValueException($"a {source.Schema.Name} can't become a {_type.Name}: it has no public constructor without parameters, or with one for each property");
        Dictionary<string, FieldSchema> fields = new(StringComparer.OrdinalIgnoreCase);
        foreach (FieldSchema field in source.Schema.Fields.Where(f => source.Slots[f.Index].IsSet))
            _ = fields.TryAdd(Plain(field.Name), field);

        object? Value(string name, Type type, object? missing)
        {
            if (!fields.Remove(name, out FieldSchema? field))
                return missing ?? ObjectMapper.ToClr(null, type);
            try
            {
                return ObjectMapper.ToClr(source.Get(field), type);
            }
            catch (ThriftValueException e) when (e.Within(field.Name))
            {
                throw;
            }
        }

        object?[] arguments = [.. (_constructor?.GetParameters() ?? []).Select(p => Value(Plain(p.Name!), p.ParameterType, p.HasDefaultValue ? p.DefaultValue : null))];
        object instance = _constructor?.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null) ?? Activator.CreateInstance(_type)!;
        foreach (string name in fields.Keys.ToArray())
        {
            if (_properties.TryGetValue(name, out PropertyInfo? property) && property.SetMethod is { IsPublic: true })
                property.SetValue(instance, Value(name, property.PropertyType, missing: null));
        }

        return instance;
    }

    // unit_price, unitPrice and UnitPrice are the same name.
    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal);
}
