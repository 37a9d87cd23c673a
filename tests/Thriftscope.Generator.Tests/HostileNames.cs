using Microsoft.CodeAnalysis.CSharp;

namespace Thriftscope.Generator.Tests;

/// <summary>Names that mean something to C#, to .NET or to generated code.</summary>
internal static class HostileNames
{
    // Those that can be the name of nothing in the IDL, or of no more than fields.
    private static readonly HashSet<string> OfIdl =
    [
        "bool", "byte", "i8", "i16", "i32", "i64", "double", "string", "binary", "uuid", "include", "namespace", "const", "typedef", "enum", "struct", "union", "exception", "service",
        "void", "list", "set", "map", "required", "optional", "oneway", "async", "extends", "throws", "true", "false",
    ];

    /// <summary>Every keyword of C#, contextual ones too.</summary>
    public static string[] AllKeywords { get; } = [.. Words().Distinct()];

    /// <summary>The keywords of C# that the IDL has no use for.</summary>
    public static string[] Keywords { get; } = [.. AllKeywords.Where(k => !OfIdl.Contains(k))];

    /// <summary>Names that are equal in Pascal case, those of members and of variables of generated code, and of the types that it uses.</summary>
    public static string[] Names { get; } =
    [
        "foo_bar", "fooBar", "FooBar", "FOO_BAR", "foo__bar", "_foo_bar", "__", "___", "_1", "_1_", "a1b", "A1B", "x", "X", "OfX", "of_x", "ofX",
        "Equals", "equals", "GetHashCode", "get_hash_code", "ToString", "toString", "GetType", "MemberwiseClone", "Finalize", "ReferenceEquals", "EqualityContract", "PrintMembers", "Clone", "Deconstruct",
        "Read", "read", "Write", "Schema", "schema", "UnknownFields", "With", "Open", "OpenAsync", "open_async", "Dispose", "DisposeAsync", "Close", "Call", "CallAsync", "Endpoints", "Definition", "definition",
        "Get", "GetAsync", "get", "getAsync", "value__", "Of", "As", "Result", "HasResult", "Exception", "TrySetException", "WriteFields", "ReadField", "MissingField", "HasContextField", "Given",
        "message", "Message", "name", "Name", "value", "Value", "data", "Data", "source", "Source", "HelpLink", "HResult", "InnerException", "StackTrace", "TargetSite", "GetBaseException", "GetObjectData",
        "SerializeObjectState", "ToStruct",
        "cancellationToken", "cancellation_token", "arguments", "service_", "Service", "writer", "reader", "type", "id", "result", "has", "hash", "hasX", "has_x", "other", "setup", "options", "endpoint",
        "item", "item2", "items", "count", "element", "member", "key", "keyType", "Key", "List", "Map", "Set", "i", "xValue",
        "Task", "task", "Guid", "guid", "Dictionary", "HashSet", "String", "Object", "Int32", "Boolean", "Type", "CancellationToken", "HashCode", "Action", "Func", "System", "system", "Thriftscope", "Span",
        "Obsolete", "ObsoleteAttribute", "SetsRequiredMembers", "SetsRequiredMembersAttribute", "IReadOnlyList", "CollectionsMarshal", "IThriftReader", "IThriftWriter", "IThriftStruct", "IThriftService",
        "ThriftReader", "ThriftWriter", "ThriftStruct", "ThriftService", "ThriftMethod", "ThriftMethods", "ThriftReply", "ThriftServiceDefinition", "ThriftType", "ThriftClient", "Thrift", "ThriftCall", "ThriftCallOptions",
        "ThriftClientOptions", "ThriftClientSetup", "ThriftComparer", "ThriftDeclaredException", "ThriftDocument", "ThriftMessage", "ThriftMethodKind", "ThriftText", "ThriftUnknownFields", "StructSchema",
        "EmptyArguments", "EmptyReply", "GeneratedCode", "Generated", "Wire", "TReader", "TWriter", "Shop", "ShopIdl", "shop_idl", "ShopConstants", "IShop", "ShopClient", "ShopMethods", "IIShop", "global",
    ];

    private static IEnumerable<string> Words() =>
        SyntaxFacts.GetReservedKeywordKinds().Concat(SyntaxFacts.GetContextualKeywordKinds()).Select(SyntaxFacts.GetText).Where(k => k.All(char.IsAsciiLetterLower))
            .Concat(["args", "dynamic", "nint", "nuint", "notnull", "extension", "value", "_"]);
}
