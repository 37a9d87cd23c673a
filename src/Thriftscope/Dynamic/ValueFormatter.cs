using System.Collections;
using System.Globalization;
using System.Text;
using Thriftscope.Schema;

namespace Thriftscope;

/// <summary>Prints values for people: short enough for a log line, whatever they hold.</summary>
internal static class ValueFormatter
{
    /// <summary>Behind so many characters nothing more is added.</summary>
    public const int MaxLength = 4096;

    private const int MaxBytes = 32;

    public static string Format(object value)
    {
        StringBuilder text = new();
        Append(text, value);
        return End(text);
    }

    /// <summary>The whole text, with a mark where it was cut off.</summary>
    public static string End(StringBuilder text) => (text.Length > MaxLength ? text.Append('…') : text).ToString();

    public static void Append(StringBuilder text, object? value) => Append(text, value, name: null);

    private static void Append(StringBuilder text, object? value, EnumSchema? name)
    {
        if (text.Length > MaxLength)
            return;
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case ThriftStruct s:
                AppendStruct(text, s);
                break;
            case ThriftDeclaredException e:
                text.Append(((Exception)e).Message);
                break;
            case string s:
                text.Append('"').Append(s.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings("\\n")).Append('"');
                break;
            case byte[] bytes:
                text.Append("0x").Append(Convert.ToHexStringLower(bytes.AsSpan(0, Math.Min(bytes.Length, MaxBytes))));
                if (bytes.Length > MaxBytes)
                    text.Append(CultureInfo.InvariantCulture, $"…({bytes.Length} bytes)");
                break;
            case bool b:
                text.Append(b ? "true" : "false");
                break;
            case int number when name?.NameOf(number) is { } member:
                text.Append(member);
                break;
            case IDictionary map:
                AppendItems(text, '{', '}', Content.Entries(map), e =>
                {
                    Append(text, e.Key, name: null);
                    text.Append(": ");
                    Append(text, e.Value, name: null);
                });
                break;
            case IEnumerable items:
                (char open, char close) = value is IList ? ('[', ']') : ('{', '}');
                AppendItems(text, open, close, items.Cast<object?>(), i => Append(text, i, name: null));
                break;
            default:
                text.Append(CultureInfo.InvariantCulture, $"{value}");
                break;
        }
    }

    private static void AppendStruct(StringBuilder text, ThriftStruct value)
    {
        text.Append(value.Schema.Name);
        AppendItems(text, '{', '}', value.Schema.Fields.Where(f => value.Slots[f.Index].IsSet), f =>
        {
            text.Append(f.Name).Append('=');
            Append(text, value.Get(f), f.Type as EnumSchema);
        });
    }

    private static void AppendItems<T>(StringBuilder text, char open, char close, IEnumerable<T> items, Action<T> append)
    {
        text.Append(open);
        bool first = true;
        foreach (T item in items)
        {
            if (text.Length > MaxLength)
                break;
            if (!first)
                text.Append(", ");
            first = false;
            append(item);
        }

        text.Append(close);
    }
}
