using Thriftscope.Idl;
using Thriftscope.Schema;
using Thriftscope.Wire;

namespace Thriftscope.Typed.Tests.Values;

/// <summary>
/// Dynamic values as the typed side has them: a field of default requiredness that has no value is zero, empty or <c>""</c> there, unless it is
/// a struct.
/// </summary>
internal static class Completed
{
    public static ThriftStruct Of(ThriftStruct value)
    {
        ThriftStruct result = new(value.Schema, withDefaults: false);
        foreach (FieldSchema field in value.Schema.Fields)
        {
            object? content = value.Get(field);
            if (content is not null)
                result.Set(field, Of(field.Type, content));
            else if (value.Schema.Kind != IdlStructKind.Union && field.Requiredness == IdlRequiredness.Default)
                result.Set(field, Empty(field.Type));
        }

        return result;
    }

    private static object Of(TypeSchema type, object value) => type switch
    {
        StructSchema => Of((ThriftStruct)value),
        _ when type.WireType == ThriftType.Map => type.Coerce(Content.Entries((System.Collections.IDictionary)value)
            .Select(e => KeyValuePair.Create(Of(type.KeyType!, e.Key), Of(type.ElementType!, e.Value!))).ToList()),
        _ when type.ElementType is not null => type.Coerce(((System.Collections.IEnumerable)value).Cast<object>().Select(i => Of(type.ElementType, i)).ToList()),
        _ => value,
    };

    private static object? Empty(TypeSchema type) => type.WireType switch
    {
        ThriftType.Struct => null,
        ThriftType.String => type.ClrType == typeof(byte[]) ? Array.Empty<byte>() : "",
        ThriftType.Uuid => Guid.Empty,
        ThriftType.List or ThriftType.Set => Array.Empty<object>(),
        ThriftType.Map => Array.Empty<KeyValuePair<object, object>>(),
        ThriftType.Bool => false,
        _ => 0,
    };
}
