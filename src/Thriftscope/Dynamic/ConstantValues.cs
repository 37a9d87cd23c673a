using System.Text;
using Thriftscope.Idl;
using Thriftscope.Schema;

namespace Thriftscope;

/// <summary>Turns the IDL's constants and defaults into values: new ones at each call, since collections can be changed.</summary>
internal static class ConstantValues
{
    public static object Materialize(TypeSchema type, IdlValue value) => type.Coerce(Plain(type, value));

    private static object Plain(TypeSchema type, IdlValue value) => value switch
    {
        IdlBooleanValue v => v.Value,
        IdlIntegerValue v => v.Value,
        IdlDoubleValue v => v.Value,
        IdlStringValue v => type is BinarySchema ? Encoding.UTF8.GetBytes(v.Value) : v.Value,
        IdlUuidValue v => v.Value,
        IdlListValue v => v.Items.Select(i => Plain(type.ElementType!, i)).ToList(),
        IdlMapValue v => v.Entries.Select(e => KeyValuePair.Create(Plain(type.KeyType!, e.Key), Plain(type.ElementType!, e.Value))).ToList(),
        IdlStructValue v => Struct((StructSchema)type, v),
        _ => throw new InvalidOperationException($"Unexpected constant {value.GetType().Name}"),
    };

    private static ThriftStruct Struct(StructSchema schema, IdlStructValue value)
    {
        ThriftStruct result = new(schema);
        foreach ((IdlField field, IdlValue fieldValue) in value.Fields)
        {
            FieldSchema target = schema.FieldOrThrow(field.Name);
            result.Set(target, Plain(target.Type, fieldValue));
        }

        return result;
    }
}
