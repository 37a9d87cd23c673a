using Microsoft.Net.Http.Headers;

namespace Thriftscope.AspNetCore.Http;

/// <summary>
/// The content types of Thrift over HTTP. Apache's clients send <c>application/x-thrift</c> whatever the protocol, those for browsers
/// and some others name the protocol.
/// </summary>
internal static class MediaTypes
{
    public const string Thrift = "application/x-thrift";

    /// <summary>What may be sent, for messages.</summary>
    public const string All = "application/x-thrift, application/vnd.apache.thrift.binary, .compact or .json, or application/octet-stream";

    /// <summary>Tells what a content type says of the body.</summary>
    /// <param name="contentType">The header's value, if there is one.</param>
    /// <param name="protocol">The protocol that it names; <see langword="null"/> when the body tells.</param>
    /// <param name="replyType">The content type of the reply: the request's, without its parameters.</param>
    /// <returns>Whether it is one of Thrift's. What HTML forms can send is not: pages of other sites could then make calls.</returns>
    public static bool TryRead(string? contentType, out ThriftProtocol? protocol, out string replyType)
    {
        protocol = null;
        replyType = Thrift;
        if (string.IsNullOrEmpty(contentType))
            return true;
        if (!MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? parsed))
            return false;
        switch (parsed.MediaType.Value?.ToLowerInvariant())
        {
            case Thrift:
                return true;
            case "application/octet-stream" and var octets:
                replyType = octets;
                return true;
            case "application/vnd.apache.thrift.binary" and var binary:
                (protocol, replyType) = (ThriftProtocol.Binary, binary);
                return true;
            case "application/vnd.apache.thrift.compact" and var compact:
                (protocol, replyType) = (ThriftProtocol.Compact, compact);
                return true;
            case "application/vnd.apache.thrift.json" and var json:
                (protocol, replyType) = (ThriftProtocol.Json, json);
                return true;
            default:
                return false;
        }
    }
}
