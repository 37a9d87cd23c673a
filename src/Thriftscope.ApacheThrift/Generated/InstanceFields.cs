using System.Reflection;

namespace Thriftscope.ApacheThrift.Generated;

/// <summary>The fields of a type and its base types, private ones included.</summary>
internal static class InstanceFields
{
    public static IEnumerable<FieldInfo> Of(Type type)
    {
        for (Type? current = type; current is not null && current != typeof(object); current = current.BaseType)
        {
            foreach (FieldInfo field in current.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                yield return field;
        }
    }
}
