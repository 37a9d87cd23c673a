using System.Collections;
using System.Reflection;
using Thrift.Protocol;

namespace Thriftscope.Interop.Tests.Matrix.DotNet;

/// <summary>Our dynamic values as instances of Apache's generated classes, and back.</summary>
internal static class DotNetValues
{
    private static readonly string Generated = typeof(Everything).Namespace!;

    public static object? ToApache(object? value, Type type)
    {
        switch (value)
        {
            case null:
                return null;
            case ThriftStruct from:
                object to = Activator.CreateInstance(type)!;
                foreach ((string name, object field) in from.Fields)
                {
                    PropertyInfo property = Property(type, name);
                    property.SetValue(to, ToApache(field, property.PropertyType));
                }

                return to;
            case int number when type.IsEnum:
                return Enum.ToObject(type, number);
            case IDictionary map:
                IDictionary entries = (IDictionary)Activator.CreateInstance(type)!;
                foreach (DictionaryEntry entry in map)
                    entries.Add(ToApache(entry.Key, type.GenericTypeArguments[0])!, ToApache(entry.Value, type.GenericTypeArguments[1]));
                return entries;
            case IEnumerable all when type.IsGenericType:
                object elements = Activator.CreateInstance(type)!;
                MethodInfo add = type.GetMethod("Add")!;
                foreach (object element in all)
                    add.Invoke(elements, [ToApache(element, type.GenericTypeArguments[0])]);
                return elements;
            default:
                return value;
        }
    }

    public static object? FromApache(object? value) => value switch
    {
        null => null,
        Enum number => Convert.ToInt32(number, null),
        TBase from => Struct(from),
        IDictionary map => Container(map, typeof(Dictionary<,>), map.GetType().GenericTypeArguments),
        IEnumerable all when all.GetType().IsGenericType => Container(all, all.GetType().GetGenericTypeDefinition(), all.GetType().GenericTypeArguments),
        _ => value,
    };

    public static ThriftStruct Struct(TBase from)
    {
        Type type = from.GetType();
        ThriftStruct to = MatrixIdl.Module.NewStruct(type.Name);
        FieldInfo? setFields = type.GetField("__isset");
        foreach (var field in MatrixIdl.Module.Struct(type.Name).Fields)
        {
            bool isSet = setFields?.GetValue(from) is not { } set || set.GetType().GetField(field.Name)?.GetValue(set) is not false;
            if (isSet && FromApache(Property(type, field.Name).GetValue(from)) is { } value)
                to[field.Name] = value;
        }

        return to;
    }

    private static PropertyInfo Property(Type type, string field) =>
        type.GetProperty(char.ToUpperInvariant(field[0]) + field[1..]) ?? throw new MissingMemberException(type.Name, field);

    private static object Container(IEnumerable from, Type kind, Type[] elements)
    {
        Type type = kind.MakeGenericType([.. elements.Select(OurType)]);
        object to = Activator.CreateInstance(type)!;
        MethodInfo add = type.GetMethod("Add")!;
        foreach (object element in from)
        {
            add.Invoke(to, from is IDictionary
                ? [FromApache(element.GetType().GetProperty("Key")!.GetValue(element)), FromApache(element.GetType().GetProperty("Value")!.GetValue(element))]
                : [FromApache(element)]);
        }

        return to;
    }

    private static Type OurType(Type type)
    {
        if (type.IsEnum)
            return typeof(int);
        if (type.Namespace == Generated)
            return typeof(ThriftStruct);
        return type.IsGenericType ? type.GetGenericTypeDefinition().MakeGenericType([.. type.GenericTypeArguments.Select(OurType)]) : type;
    }
}
