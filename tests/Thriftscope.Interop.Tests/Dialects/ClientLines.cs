using System.Text.Json;

namespace Thriftscope.Interop.Tests.Dialects;

/// <summary>A reply that the dialect client got.</summary>
/// <param name="Name">As on the wire.</param>
/// <param name="Type">reply or exception.</param>
/// <param name="Seqid">The sequence id of the message.</param>
/// <param name="Framing">unframed, framed, theader, ttheader or http.</param>
/// <param name="Protocol">binary or compact.</param>
/// <param name="Result">The result of echo.</param>
/// <param name="Exception">The TApplicationException.</param>
/// <param name="Header">A <see cref="SeenHeader"/>, or the headers of HTTP by name.</param>
/// <param name="ResponseHeader">ThriftPy's meta by key, or Finagle's <c>contexts</c>; null when there was no struct in front of the message.</param>
/// <param name="Status">Of HTTP.</param>
/// <param name="Hex">All its bytes, with those of its frame.</param>
internal sealed record GotReply(
    string Name,
    string Type,
    int Seqid,
    string Framing,
    string Protocol,
    string? Result,
    GotException? Exception,
    JsonElement? Header,
    JsonElement? ResponseHeader,
    int? Status,
    string Hex) : IDialectLine
{
    public static string Event => "reply";
}

/// <summary>A TApplicationException.</summary>
internal sealed record GotException(int Type, string? Message);

/// <summary>The answer that the dialect client got for its probe.</summary>
internal sealed record GotProbe(string Name, string Type, int Seqid, bool Accepted, int? Version, string Hex) : IDialectLine
{
    public static string Event => "probe";
}

/// <summary>What came back for raw bytes.</summary>
internal sealed record GotBytes(string Hex, bool Closed) : IDialectLine
{
    public static string Event => "raw";
}

/// <summary>A call of ThriftPy's client: Record is what its tracker was given, null where the connection was not upgraded.</summary>
internal sealed record ThriftPyCall(string Method, bool Upgraded, string? Result, ThriftPyError? Error, ThriftPyRecord? Record) : IDialectLine
{
    public static string Event => "call";
}

/// <summary>An exception in ThriftPy's client: Type is the number of a TException.</summary>
internal sealed record ThriftPyError(string Class, int? Type, string Message);

/// <summary>ThriftPy's RequestInfo, without its times.</summary>
internal sealed record ThriftPyRecord(
    string RequestId,
    string Seq,
    string Api,
    bool Status,
    IReadOnlyDictionary<string, string> Meta,
    IReadOnlyDictionary<string, JsonElement> Annotation,
    string? Client,
    string? Server,
    string? Error);

/// <summary>A header that ThriftPy's server was sent. Its own probe line has an app_id alone.</summary>
internal sealed record ThriftPyHeader(string RequestId, string Seq, IReadOnlyDictionary<string, string>? Meta) : IDialectLine
{
    public static string Event => "header";
}

/// <summary>What Node's server saw of a request.</summary>
internal sealed record NodeRequest(
    string Name,
    string Method,
    string Type,
    int Seqid,
    string Framing,
    string Protocol,
    string? Text,
    int[] Fields,
    int? HeaderSeqid,
    IReadOnlyDictionary<string, string> Headers) : IDialectLine
{
    public static string Event => "request";
}

/// <summary>A reply that Node's client got.</summary>
internal sealed record NodeReply(
    string Name,
    int Seqid,
    string Type,
    string Framing,
    string Protocol,
    string? Result,
    IReadOnlyDictionary<string, string> Headers) : IDialectLine
{
    public static string Event => "reply";
}
