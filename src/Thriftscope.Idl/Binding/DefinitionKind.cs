namespace Thriftscope.Idl.Binding;

/// <summary>What messages call a definition.</summary>
internal static class DefinitionKind
{
    public static string Describe(this IIdlDefinition definition) => definition switch
    {
        IdlConstant => "a constant",
        IdlTypedef => "a typedef",
        IdlEnum => "an enum",
        IdlService => "a service",
        IdlStruct { StructKind: IdlStructKind.Struct } => "a struct",
        IdlStruct { StructKind: IdlStructKind.Union } => "a union",
        _ => "an exception",
    };
}
