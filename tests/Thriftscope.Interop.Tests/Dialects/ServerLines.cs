using System.Text.Json;
using System.Text.Json.Serialization;

namespace Thriftscope.Interop.Tests.Dialects;

/// <summary>What the dialect server saw of a request.</summary>
/// <param name="Name">As on the wire, with the service of a multiplexed call.</param>
/// <param name="Service">The part before the colon.</param>
/// <param name="Method">The part behind it.</param>
/// <param name="Type">call or oneway.</param>
/// <param name="Seqid">The sequence id of the message.</param>
/// <param name="Framing">unframed, framed, theader, ttheader or http.</param>
/// <param name="Protocol">binary or compact.</param>
/// <param name="Text">The argument.</param>
/// <param name="Fields">The ids of the fields of the arguments struct, in order.</param>
/// <param name="Contexts">What each dialect carried, as it is.</param>
/// <param name="Ids">The traces that these name.</param>
/// <param name="UnknownFields">Fields of the arguments that are neither the text nor a context.</param>
/// <param name="Connection">Its number, from 1 in the order of acceptance.</param>
/// <param name="Request">The number of the request on its connection, from 1. A probe is none.</param>
/// <param name="Hex">All its bytes, with those of its frame.</param>
internal sealed record SeenRequest(
    string Name,
    string? Service,
    string Method,
    string Type,
    int Seqid,
    string Framing,
    string Protocol,
    string? Text,
    int[] Fields,
    SeenContexts Contexts,
    SeenIds[] Ids,
    JsonElement[] UnknownFields,
    int Connection,
    int Request,
    string Hex) : IDialectLine
{
    public static string Event => "request";
}

/// <summary>A trace that a context names. A shorter trace id is padded with zeros; undecided sampling is null.</summary>
internal sealed record SeenIds(string Dialect, string Format, string TraceId, string SpanId, bool? Sampled);

/// <summary>The contexts of a request: null for each dialect that was not there.</summary>
internal sealed record SeenContexts(
    [property: JsonPropertyName("field_8888")] IReadOnlyDictionary<string, string>? Field8888,
    [property: JsonPropertyName("field_8888_again")] IReadOnlyDictionary<string, string>? Field8888Again,
    [property: JsonPropertyName("field_8888_nested")] IReadOnlyDictionary<string, string>? Field8888Nested,
    [property: JsonPropertyName("field_3333")] IReadOnlyDictionary<string, string>? Field3333,
    [property: JsonPropertyName("field_3333_nested")] IReadOnlyDictionary<string, string>? Field3333Nested,
    SeenPinpoint? Pinpoint,
    [property: JsonPropertyName("theader")] SeenHeader? THeader,
    [property: JsonPropertyName("ttheader")] SeenHeader? TTHeader,
    IReadOnlyDictionary<string, string>? Http,
    [property: JsonPropertyName("thriftpy")] SeenThriftPy? ThriftPy,
    SeenFinagle? Finagle);

/// <summary>Pinpoint's fields of the arguments struct.</summary>
internal sealed record SeenPinpoint(
    string? TraceId,
    long? SpanId,
    long? ParentSpanId,
    bool? Sampled,
    short? Flags,
    string? ParentApplicationName,
    short? ParentApplicationType,
    string? Host);

/// <summary>The header of a frame: info 1 and 2 of THeader, or the keys, numbered keys and token of TTHeader.</summary>
internal sealed record SeenHeader(
    int Flags,
    int Seqid,
    int Protocol,
    IReadOnlyDictionary<string, string> Headers,
    int[]? Transforms,
    IReadOnlyDictionary<string, string>? Persistent,
    IReadOnlyDictionary<string, string>? Ints,
    string? Token,
    int? Padding,
    bool? InnerFrame,
    int? UnknownInfo);

/// <summary>The struct in front of a request of ThriftPy.</summary>
internal sealed record SeenThriftPy(string? RequestId, string? Seq, IReadOnlyDictionary<string, string>? Meta);

/// <summary>The struct in front of a request of Finagle: ids of 16 digits, contexts in hex.</summary>
internal sealed record SeenFinagle(
    string? TraceId,
    string? SpanId,
    string? ParentId,
    bool? Sampled,
    long? Flags,
    string? TraceIdHigh,
    string? ClientId,
    string? Dest,
    string[][]? Delegations,
    IReadOnlyDictionary<string, string>? Contexts,
    SeenTraceContext? TraceContext);

/// <summary>Finagle's TraceContext: a trace id of 16 or 32 digits.</summary>
internal sealed record SeenTraceContext(string TraceId, string SpanId, string ParentId, long Flags);

/// <summary>A probe that the dialect server answered: with its version if AnsweredVersion is not null.</summary>
internal sealed record SeenProbe(
    string Name,
    string Dialect,
    bool Accepted,
    int Seqid,
    string Framing,
    string Protocol,
    string? AppId,
    int? Version,
    int? AnsweredVersion,
    int Connection,
    string Hex) : IDialectLine
{
    public static string Event => "probe";
}

/// <summary>The end of a connection: by peer, error, timeout, or forgot.</summary>
internal sealed record SeenEnd(int Connection, int Requests, string By) : IDialectLine
{
    public static string Event => "closed";
}

/// <summary>Something that a peer could not read, with the bytes up to there.</summary>
internal sealed record PeerError(string Error, int? Connection, string? Hex) : IDialectLine
{
    public static string Event => "error";
}
