using System.Collections;
using System.Globalization;
using System.Text.Json;
using Thriftscope.Schema;

namespace Thriftscope;

/// <summary>
/// Thrift values as JSON for people: fields by name, enums by member, <c>binary</c> as base64, numbers that JSON lacks as
/// strings, and maps as objects where their keys have a plain text form, else as arrays of pairs.
/// </summary>
internal static class JsonValues
{
    /// <summary>Reads a value of a type.</summary>
    /// <exception cref="ThriftValueException">The JSON does not fit the type.</exception>
    public static object? Read(TypeSchema type, JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Null)
            return null;
        return type switch
        {
            StructSchema schema => ReadStruct(schema, json),
            { KeyType: { } key, ElementType: { } value } => ReadMap(type, key, value, json),
            { ElementType: { } element } => ReadItems(type, element, json),
            BinarySchema => json.ValueKind == JsonValueKind.String && json.TryGetBytesFromBase64(out byte[]? bytes)
                ? bytes
                : throw Wrong(type, json, " in base64"),
            _ => ReadPlain(type, json),
        };
    }

    /// <summary>Reads the fields of a struct, or the arguments of a method: an object by names, or an array in the IDL's order.</summary>
    /// <exception cref="ThriftValueException">The JSON does not fit the struct.</exception>
    public static ThriftStruct ReadStruct(StructSchema schema, JsonElement json)
    {
        ThriftStruct result = new(schema);
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in json.EnumerateObject())
                    Set(result, schema.FieldOrThrow(property.Name), property.Value);
                return result;
            case JsonValueKind.Array when json.GetArrayLength() <= schema.Fields.Count:
                int i = 0;
                foreach (JsonElement item in json.EnumerateArray())
                    Set(result, schema.Fields[i++], item);
                return result;
            default:
                throw Wrong(schema, json, $" with the fields {string.Join(", ", schema.Fields.Select(f => f.Name))}");
        }
    }

    /// <summary>Writes a value of a type.</summary>
    public static void Write(Utf8JsonWriter writer, TypeSchema type, object value)
    {
        switch (value)
        {
            case ThriftStruct s:
                writer.WriteStartObject();
                foreach (FieldSchema field in s.Schema.Fields)
                {
                    if (s.Get(field) is { } fieldValue)
                    {
                        writer.WritePropertyName(field.Name);
                        Write(writer, field.Type, fieldValue);
                    }
                }

                writer.WriteEndObject();
                break;
            case byte[] bytes:
                writer.WriteBase64StringValue(bytes);
                break;
            case IDictionary map:
                WriteMap(writer, type.KeyType!, type.ElementType!, map);
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool boolean:
                writer.WriteBooleanValue(boolean);
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case int number when type is EnumSchema schema && schema.NameOf(number) is { } member:
                writer.WriteStringValue(member);
                break;
            case sbyte or short or int or long:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case IEnumerable items:
                writer.WriteStartArray();
                foreach (object item in items)
                    Write(writer, type.ElementType!, item);
                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"{value}"));
                break;
        }
    }

    private static void Set(ThriftStruct target, FieldSchema field, JsonElement json)
    {
        object? value;
        try
        {
            value = Read(field.Type, json);
        }
        catch (ThriftValueException e) when (e.Within(field.Name))
        {
            throw;
        }

        target.Add(field, value);
    }

    private static object ReadItems(TypeSchema type, TypeSchema element, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Array)
            throw Wrong(type, json, ", an array");
        List<object?> items = [];
        foreach (JsonElement item in json.EnumerateArray())
        {
            try
            {
                items.Add(Read(element, item));
            }
            catch (ThriftValueException e) when (e.Within(items.Count))
            {
            }
        }

        return type.Coerce(items);
    }

    private static object ReadMap(TypeSchema type, TypeSchema key, TypeSchema value, JsonElement json)
    {
        List<KeyValuePair<object, object>> entries = [];
        switch (json.ValueKind)
        {
            case JsonValueKind.Object when HasTextForm(key):
                foreach (JsonProperty property in json.EnumerateObject())
                    entries.Add(new(FromText(key, property.Name), Element(property.Name, property.Value)));
                break;
            case JsonValueKind.Array when json.EnumerateArray().All(e => e.ValueKind == JsonValueKind.Array && e.GetArrayLength() == 2):
                foreach (JsonElement pair in json.EnumerateArray())
                    entries.Add(new(Read(key, pair[0])!, Element(pair[0].GetRawText(), pair[1])));
                break;
            default:
                throw Wrong(type, json, HasTextForm(key) ? ", an object" : ", an array of [key, value] pairs");
        }

        return type.Coerce(entries);

        object Element(string name, JsonElement item)
        {
            try
            {
                return Read(value, item)!;
            }
            catch (ThriftValueException e) when (e.Within($"[{name}]"))
            {
                throw;
            }
        }
    }

    private static object ReadPlain(TypeSchema type, JsonElement json)
    {
        object? value = json.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            // As a whole number, -0 would lose its sign.
            JsonValueKind.Number when type is not DoubleSchema && json.TryGetInt64(out long number) => number,
            JsonValueKind.Number => json.GetDouble(),
            JsonValueKind.String when type is DoubleSchema => ParseDouble(json),
            JsonValueKind.String => json.GetString(),
            _ => throw Wrong(type, json),
        };
        return type.Coerce(value);
    }

    private static object? ParseDouble(JsonElement json) => json.GetString() switch
    {
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        var text => text,
    };

    private static void WriteMap(Utf8JsonWriter writer, TypeSchema key, TypeSchema value, IDictionary map)
    {
        bool plain = HasTextForm(key);
        if (plain)
            writer.WriteStartObject();
        else
            writer.WriteStartArray();
        foreach (DictionaryEntry entry in map)
        {
            if (plain)
            {
                writer.WritePropertyName(ToText(key, entry.Key));
                Write(writer, value, entry.Value!);
                continue;
            }

            writer.WriteStartArray();
            Write(writer, key, entry.Key);
            Write(writer, value, entry.Value!);
            writer.WriteEndArray();
        }

        if (plain)
            writer.WriteEndObject();
        else
            writer.WriteEndArray();
    }

    private static bool HasTextForm(TypeSchema key) =>
        key is StringSchema or EnumSchema or BoolSchema or I8Schema or I16Schema or I32Schema or I64Schema or UuidSchema;

    private static string ToText(TypeSchema key, object value) => value switch
    {
        int number when key is EnumSchema schema && schema.NameOf(number) is { } member => member,
        bool boolean => boolean ? "true" : "false",
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };

    private static object FromText(TypeSchema key, string text)
    {
        object value = text;
        if (key is BoolSchema && bool.TryParse(text, out bool boolean))
            value = boolean;
        else if (key is not (StringSchema or UuidSchema or BoolSchema) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
            value = number;
        return key.Coerce(value);
    }

    private static ThriftValueException Wrong(TypeSchema type, JsonElement json, string hint = "")
    {
        string text = json.GetRawText();
        return new($"expected {type.Name}{hint}, got {(text.Length <= 40 ? text : text[..40] + "…")}");
    }
}
