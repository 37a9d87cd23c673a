using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using Thriftscope.Generated;
using Thriftscope.Schema;

namespace Thriftscope;

/// <summary>
/// Converts between Thrift values and the objects of a user's program: a class or record stands for a struct when its
/// properties have the names of the fields, without regard to case and underscores.
/// </summary>
internal static class ObjectMapper
{
    /// <summary>Makes a struct of what a user gives for one.</summary>
    /// <exception cref="ThriftValueException">It does not fit.</exception>
    public static ThriftStruct ToStruct(StructSchema schema, object? value)
    {
        // An object that refers to itself has no end.
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new ThriftValueException($"the {schema.Name} is nested too deep; does it contain itself?");
        switch (value)
        {
            case ThriftStruct given when ReferenceEquals(given.Schema, schema):
                return given;
            // The same struct of another loaded file: what one service sent is handed to another.
            case ThriftStruct given when given.Schema.Name == schema.Name:
                return FromNames(schema, given.Fields!);
            case IThriftStruct generated and not ThriftStruct:
                return generated.Definition.Name == schema.Name ? TypedValues.ToStruct(generated, schema) : throw ThriftValueException.WrongType(schema.Name, value);
            case IEnumerable<KeyValuePair<string, object?>> pairs when value is not ThriftStruct:
                return FromNames(schema, pairs);
            case IDictionary map:
                return FromNames(schema, Content.Entries(map).Select(e => KeyValuePair.Create(
                    e.Key as string ?? throw ThriftValueException.WrongType("the name of a field", e.Key), e.Value)));
            case null or string or IEnumerable or IFormattable or bool or ThriftStruct:
                throw ThriftValueException.WrongType(schema.Name, value);
            default:
                return ReflectionSupport.IsThere ? FromObject(schema, value) : throw ReflectionSupport.Missing($"a {value.GetType().Name}", schema.Name);
        }
    }

    /// <summary>Makes what a user asks for of a Thrift value.</summary>
    /// <exception cref="ThriftValueException">It can't be made.</exception>
    public static object? ToClr(object? value, Type target)
    {
        if (value is null)
            return target.IsValueType && Nullable.GetUnderlyingType(target) is null ? Zero(target) : null;
        if (target.IsInstanceOfType(value))
            return value;
        target = Nullable.GetUnderlyingType(target) ?? target;
        if (target.IsEnum && value is int number)
            return Enum.ToObject(target, ToNumber(number, Enum.GetUnderlyingType(target)));
        return value switch
        {
            byte[] bytes when target == typeof(ReadOnlyMemory<byte>) => new ReadOnlyMemory<byte>(bytes),
            byte[] bytes when target == typeof(Memory<byte>) => new Memory<byte>(bytes),
            string or byte[] or Guid => throw Impossible(value, target),
            ThriftStruct or IEnumerable => ReflectionSupport.IsThere ? ToComposed(value, target) : throw ReflectionSupport.Missing($"a Thrift value of type {NameOf(value)}", target.Name),
            _ => ToNumber(value, target),
        };
    }

    /// <summary>Whether values of a type can ever become what is asked for: what can't is better said before any call.</summary>
    public static bool CanBecome(TypeSchema type, Type target)
    {
        if (target.IsAssignableFrom(type.ClrType))
            return true;
        target = Nullable.GetUnderlyingType(target) ?? target;
        bool numeric = Type.GetTypeCode(target) is >= TypeCode.SByte and <= TypeCode.Decimal;
        return type switch
        {
            BoolSchema or StringSchema or UuidSchema => target == type.ClrType,
            BinarySchema => target == typeof(ReadOnlyMemory<byte>) || target == typeof(Memory<byte>),
            DoubleSchema => target == typeof(double) || target == typeof(float) || target == typeof(decimal),
            I8Schema or I16Schema or I32Schema or I64Schema or EnumSchema => numeric || target.IsEnum,
            StructSchema => !numeric && !target.IsEnum && target != typeof(string) && target != typeof(bool),
            _ => target.IsArray || target.IsGenericType,
        };
    }

    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "The zero of a value type needs no constructor.")]
    private static object? Zero(Type target) => Activator.CreateInstance(target);

    private static ThriftStruct FromNames(StructSchema schema, IEnumerable<KeyValuePair<string, object?>> values)
    {
        ThriftStruct result = new(schema);
        foreach ((string name, object? value) in values)
            result.Add(schema.FieldOrThrow(name), value);
        return result;
    }

    [RequiresUnreferencedCode(ReflectionSupport.Reason)]
    private static ThriftStruct FromObject(StructSchema schema, object value)
    {
        ThriftStruct result = new(schema);
        ClassMap map = ClassMap.For(value.GetType());
        // A class may have more than the struct; in an anonymous object, as in a dictionary, what is no field is a slip.
        bool isAnonymous = ClassMap.IsAnonymous(value.GetType());
        if (isAnonymous && map.NamesBeside(schema).FirstOrDefault() is { } unknown)
            throw schema.NoField(unknown);
        bool matched = isAnonymous || schema.Fields.Count == 0;
        foreach (FieldSchema field in schema.Fields)
        {
            if (map.TryGet(value, field.Name, out object? fieldValue))
            {
                matched = true;
                if (fieldValue is not null)
                    result.Add(field, fieldValue);
            }
        }

        return matched
            ? result
            : throw new ThriftValueException($"no property of {value.GetType().Name} is a field of {schema.Name}: {string.Join(", ", schema.Fields.Select(f => f.Name))}");
    }

    [RequiresUnreferencedCode(ReflectionSupport.Reason)]
    [RequiresDynamicCode(ReflectionSupport.Reason)]
    private static object ToComposed(object value, Type target) => value switch
    {
        ThriftStruct composed => GeneratedTypes.MakerOf(target) is { } make ? make(composed) : ClassMap.For(target).Create(composed),
        IDictionary map => ToMap(map, target),
        _ => ToCollection((IEnumerable)value, target),
    };

    [RequiresUnreferencedCode(ReflectionSupport.Reason)]
    [RequiresDynamicCode(ReflectionSupport.Reason)]
    private static object ToCollection(IEnumerable items, Type target)
    {
        Type? element = target.IsArray ? target.GetElementType() : target.IsGenericType ? target.GetGenericArguments()[0] : null;
        if (element is null)
            throw Impossible(items, target);
        IList list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        int i = 0;
        try
        {
            foreach (object? item in items)
            {
                list.Add(ToClr(item, element));
                i++;
            }
        }
        catch (ThriftValueException e) when (e.Within(i))
        {
        }

        if (target.IsArray)
        {
            Array array = Array.CreateInstance(element, list.Count);
            list.CopyTo(array, 0);
            return array;
        }

        if (target.IsInstanceOfType(list))
            return list;
        Type set = typeof(HashSet<>).MakeGenericType(element);
        if (target.IsAssignableFrom(set))
            return Activator.CreateInstance(set, list, SeededComparer.For(element, list.Count))!;
        return target.GetConstructor([typeof(IEnumerable<>).MakeGenericType(element)]) is { } constructor
            ? constructor.Invoke([list])
            : throw Impossible(items, target);
    }

    [RequiresUnreferencedCode(ReflectionSupport.Reason)]
    [RequiresDynamicCode(ReflectionSupport.Reason)]
    private static object ToMap(IDictionary map, Type target)
    {
        if (!target.IsGenericType || target.GetGenericArguments() is not [Type key, Type value])
            throw Impossible(map, target);
        IDictionary result = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(key, value), map.Count, SeededComparer.For(key, map.Count))!;
        if (!target.IsInstanceOfType(result))
            throw Impossible(map, target);
        foreach (DictionaryEntry entry in map)
        {
            try
            {
                result[ToClr(entry.Key, key)!] = ToClr(entry.Value, value);
            }
            catch (ThriftValueException e) when (e.Within($"[{entry.Key}]"))
            {
            }
        }

        return result;
    }

    private static object ToNumber(object value, Type target)
    {
        bool numeric = Type.GetTypeCode(target) is >= TypeCode.SByte and <= TypeCode.Decimal;
        if (!numeric || value is bool || (value is double && target != typeof(float) && target != typeof(decimal)))
            throw Impossible(value, target);
        try
        {
            return Convert.ChangeType(value, target, CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            throw ThriftValueException.OutOfRange(target.Name, value);
        }
    }

    private static ThriftValueException Impossible(object value, Type target) =>
        new($"a Thrift value of type {NameOf(value)} can't become a {target.Name}");

    private static string NameOf(object value) => (value as ThriftStruct)?.Schema.Name ?? value.GetType().Name;
}
