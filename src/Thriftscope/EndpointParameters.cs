using Thriftscope.Wire;

namespace Thriftscope;

/// <summary>What stands behind an endpoint's question mark.</summary>
/// <param name="Format">How messages lie on the connection.</param>
/// <param name="CompressesStream">Whether all bytes of the connection go through zlib.</param>
internal readonly record struct EndpointParameters(WireFormat Format, bool CompressesStream)
{
    private const string Known = "protocol, transport, strict and compression";

    /// <exception cref="FormatException">The message says what is wrong, for a sentence about the endpoint.</exception>
    public static EndpointParameters Parse(string query, bool isHttp)
    {
        WireFormat format = isHttp ? WireFormat.Unframed with { Transport = ThriftTransport.Http } : WireFormat.Unframed;
        bool strictIsGiven = false;
        bool isCompressed = false;
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            string value = parts.Length == 2 ? parts[1] : "";
            if (!seen.Add(parts[0]))
                throw new FormatException($"{parts[0]} is given twice");
            switch (parts[0])
            {
                case "protocol":
                    format = WireNames.TryParse(value, out ThriftProtocol protocol)
                        ? format with { Protocol = protocol }
                        : throw new FormatException($"protocol can be {WireNames.AllProtocols}, not \"{value}\"");
                    break;
                case "transport" when isHttp:
                    throw new FormatException("it can have no transport: each HTTP request carries one message");
                case "transport":
                    format = WireNames.TryParse(value, out ThriftTransport transport)
                        ? format with { Transport = transport }
                        : throw new FormatException($"transport can be {WireNames.ConnectionTransports}, not \"{value}\"");
                    break;
                case "strict":
                    format = format with { IsStrict = Truth(value) };
                    strictIsGiven = true;
                    break;
                case "compression":
                    isCompressed = value switch
                    {
                        "zlib" => true,
                        "none" => false,
                        _ => throw new FormatException($"compression can be zlib or none, not \"{value}\""),
                    };
                    break;
                default:
                    throw new FormatException($"it has no parameter \"{parts[0]}\"; there are {Known}");
            }
        }

        if (strictIsGiven && format.Protocol != ThriftProtocol.Binary)
            throw new FormatException("strict is for the binary protocol: the others have one form only");
        if (format.Transport is ThriftTransport.Header or ThriftTransport.TTHeader && format.Protocol is not (ThriftProtocol.Binary or ThriftProtocol.Compact))
            throw new FormatException($"the transport {WireNames.Of(format.Transport)} carries the protocols binary and compact, not {WireNames.Of(format.Protocol)}");
        if (!isCompressed)
            return new(format, CompressesStream: false);
        return format.Transport switch
        {
            ThriftTransport.Header => new(format with { IsCompressed = true }, CompressesStream: false),
            ThriftTransport.Unframed or ThriftTransport.Framed => new(format, CompressesStream: true),
            var other => throw new FormatException($"compression is for the transports unframed, framed and header, not for {WireNames.Of(other)}"),
        };
    }

    private static bool Truth(string value) => value switch
    {
        "true" => true,
        "false" => false,
        _ => throw new FormatException($"strict can be true or false, not \"{value}\""),
    };
}
