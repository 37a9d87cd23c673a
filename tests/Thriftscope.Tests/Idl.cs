namespace Thriftscope.Tests;

/// <summary>Modules from IDL that a test writes out itself.</summary>
internal static class Idl
{
    public static ThriftModule Load(string text) => ThriftModule.Load(new StringReader(text), "test");

    /// <summary>A new value of the struct <c>S</c> with these fields.</summary>
    public static ThriftStruct S(string fields) => Load($"struct S {{ {fields} }}").NewStruct("S");
}
