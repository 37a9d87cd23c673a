using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Thriftscope.Generated;

namespace Thriftscope;

/// <summary>Makes values of generated types where the dynamic side is asked for them.</summary>
internal static class GeneratedTypes
{
    private static readonly ConcurrentDictionary<Type, Func<ThriftStruct, object>?> Makers = new();

    /// <summary>What makes values of a type; <see langword="null"/> when it is not generated.</summary>
    [RequiresUnreferencedCode(ReflectionSupport.Reason)]
    [RequiresDynamicCode(ReflectionSupport.Reason)]
    public static Func<ThriftStruct, object>? MakerOf(Type type) => Makers.GetOrAdd(
        type,
        static type => typeof(IThriftStruct).IsAssignableFrom(type) && type != typeof(ThriftStruct)
            ? typeof(GeneratedTypes).GetMethod(nameof(Make), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).CreateDelegate<Func<ThriftStruct, object>>()
            : null);

    private static object Make<T>(ThriftStruct value)
        where T : IThriftStruct<T> => value.Schema.Name == T.Schema.Name
            ? TypedValues.FromStruct<T>(value)
            : throw ThriftValueException.WrongType(T.Schema.Name, value);
}
