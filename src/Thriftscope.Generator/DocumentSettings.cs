namespace Thriftscope.Generator;

/// <summary>What the project says of a document.</summary>
/// <param name="IsGenerated">Whether C# is made of it; else it is there for others that include it, and another project makes its C#.</param>
/// <param name="Namespace">Its C# namespace; empty for what the document says.</param>
/// <param name="KeepsUnknownFields">Whether its structs keep fields that they do not know.</param>
internal sealed record DocumentSettings(bool IsGenerated, string Namespace, bool KeepsUnknownFields)
{
    public static readonly DocumentSettings Default = new(true, "", false);
}
