using System.Reflection;

namespace Thriftscope.ApacheThrift.Generated;

/// <summary>What the generated structs of a method tell of it.</summary>
internal sealed class MethodShape(Type? arguments, Type? result)
{
    private IReadOnlyDictionary<short, string>? _exceptions;

    /// <summary>A oneway method has arguments, and no result.</summary>
    public bool IsOneway => arguments is not null && result is null;

    public bool ReturnsValue { get; } = result?.GetProperty("Success", BindingFlags.Instance | BindingFlags.Public | BindingFlags.IgnoreCase) is not null;

    /// <summary>The IDL name of the exception that the method declares with this field id.</summary>
    public string? ExceptionName(short id)
    {
        _exceptions ??= result is null ? new Dictionary<short, string>() : DeclaredExceptions.Of(result);
        return _exceptions.GetValueOrDefault(id);
    }
}
