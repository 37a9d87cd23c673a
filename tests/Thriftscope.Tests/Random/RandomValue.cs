using FsCheck;
using FsCheck.Fluent;
using Thriftscope.Idl;
using Thriftscope.Schema;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Random;

/// <summary>Random values of any type, as deep as <c>depth</c>: below, structs are left out and collections are empty.</summary>
internal static class RandomValue
{
    public static Gen<ThriftStruct> Struct(StructSchema schema, int depth) =>
        schema.Kind == IdlStructKind.Union ? Union(schema, depth) : Fields(schema, depth);

    public static Gen<object> Of(TypeSchema type, int depth) => type switch
    {
        StructSchema s => Struct(s, depth).Select(v => (object)v),
        _ => Plain(type, depth).Select(type.Coerce),
    };

    private static Gen<object> Plain(TypeSchema type, int depth) => type.WireType switch
    {
        ThriftType.Bool => Any<bool>(),
        ThriftType.I8 => Any<sbyte>(),
        ThriftType.I16 => Any<short>(),
        ThriftType.I32 => Gen.OneOf(Any<int>(), Gen.Elements<object>(int.MinValue, int.MaxValue)),
        ThriftType.I64 => Gen.OneOf(Any<long>(), Gen.Elements<object>(long.MinValue, long.MaxValue)),
        ThriftType.Double => Gen.OneOf(Any<double>(), Gen.Elements<object>(double.NaN, -0.0, double.Epsilon, double.NegativeInfinity)),
        ThriftType.Uuid => Any<Guid>(),
        ThriftType.String when type.ClrType == typeof(byte[]) => Any<byte[]>(),
        ThriftType.String => Text.Select(t => (object)t),
        ThriftType.Map => Items(depth, () => Entry(type, depth - 1)).Select(e => (object)e),
        _ => Items(depth, () => Of(type.ElementType!, depth - 1)).Select(i => (object)i),
    };

    private static Gen<string> Text => Gen.OneOf(
        ArbMap.Default.GeneratorFor<string>().Select(WellFormed),
        Gen.Elements("", "\0", "ä€𝄞", new string('ß', 300)));

    private static Gen<object> Any<T>() => ArbMap.Default.GeneratorFor<T>().Where(v => v is not null).Select(v => (object)v!);

    private static Gen<List<T>> Items<T>(int depth, Func<Gen<T>> item) =>
        from count in Gen.Choose(0, depth > 0 ? 4 : 0)
        from items in count == 0 ? Gen.Constant(new List<T>()) : item().ListOf(count).Select(l => l.ToList())
        select items;

    private static Gen<KeyValuePair<object, object>> Entry(TypeSchema map, int depth) =>
        from key in Of(map.KeyType!, depth)
        from value in Of(map.ElementType!, depth)
        select KeyValuePair.Create(key, value);

    private static Gen<ThriftStruct> Fields(StructSchema schema, int depth) =>
        from values in Gen.CollectToList(schema.Fields, f => FieldValue(f, depth))
        select Build(schema, schema.Fields.Zip(values));

    private static Gen<object?> FieldValue(FieldSchema field, int depth)
    {
        if (field.Type is StructSchema && depth <= 0)
            return Gen.Constant<object?>(null);
        Gen<object?> some = Gen.Constant(0).SelectMany(_ => Of(field.Type, depth - 1)).Select(v => (object?)v);
        return field.Requiredness == IdlRequiredness.Required ? some : Gen.Frequency((1, Gen.Constant<object?>(null)), (4, some));
    }

    private static Gen<ThriftStruct> Union(StructSchema schema, int depth) =>
        from field in Gen.Elements(schema.Fields.Where(f => depth > 0 || f.Type is not StructSchema))
        from value in Of(field.Type, depth - 1)
        select Build(schema, [(field, value)]);

    private static ThriftStruct Build(StructSchema schema, IEnumerable<(FieldSchema Field, object? Value)> values)
    {
        ThriftStruct result = new(schema);
        foreach ((FieldSchema field, object? value) in values)
        {
            // A field that is left out keeps its default, as it would when it is read.
            if (value is not null)
                result.Set(field, value);
        }

        return result;
    }

    // What is no Unicode text can't be written as UTF-8.
    private static string WellFormed(string? text) =>
        System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text ?? ""));
}
