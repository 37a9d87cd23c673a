namespace Thriftscope.Generator;

/// <summary>What the project says of a document.</summary>
/// <param name="IsGenerated">Whether C# is made of it; else it is there for others that include it, and another project makes its C#.</param>
/// <param name="Namespace">Its C# namespace; empty for what the document says.</param>
/// <param name="UnknownFields">What its structs do with fields that they do not know: <c>keep</c> or <c>skip</c>; empty for the latter.</param>
internal sealed record DocumentSettings(bool IsGenerated, string Namespace, string UnknownFields);
