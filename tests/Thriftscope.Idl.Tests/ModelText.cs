using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text;

namespace Thriftscope.Idl.Tests;

/// <summary>
/// Writes out everything that a document holds, by its public properties, so that two models can be compared whole
/// and a difference can be read. Places and paths are left out: they are not what the model says.
/// </summary>
internal static class ModelText
{
    private static readonly HashSet<string> LeftOut = ["Location", "Document", "Path", "Resolved", "Includes"];

    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = new();

    public static string Of(IdlDocument document)
    {
        var text = new StringBuilder();
        Write(document, text, "");
        return text.ToString();
    }

    private static void Write(object? value, StringBuilder text, string indentation, bool isReference = false)
    {
        switch (value)
        {
            case null or string or bool or short or int or long or Guid or Enum:
                text.Append(value is string s ? $"\"{s}\"" : value ?? "null").Append('\n');
                break;
            case double number:
                text.Append(BitConverter.DoubleToInt64Bits(number)).Append('\n');
                break;
            case IEnumerable items:
                text.Append('\n');
                foreach (object item in items)
                {
                    text.Append(indentation).Append("- ");
                    Write(item, text, indentation + "  ");
                }

                break;
            case IIdlDefinition definition when isReference:
                text.Append(definition.Document.Name).Append('.').Append(definition.Name).Append('\n');
                break;
            default:
                WriteProperties(value, text, indentation);
                break;
        }
    }

    private static void WriteProperties(object value, StringBuilder text, string indentation)
    {
        text.Append(value.GetType().Name).Append('\n');
        PropertyInfo[] properties = Properties.GetOrAdd(
            value.GetType(), static type => [.. type.GetProperties().Where(p => !LeftOut.Contains(p.Name)).OrderBy(p => p.Name, StringComparer.Ordinal)]);
        foreach (PropertyInfo property in properties)
        {
            text.Append(indentation).Append(property.Name).Append(": ");
            Write(property.GetValue(value), text, indentation + "  ", isReference: true);
        }
    }
}
