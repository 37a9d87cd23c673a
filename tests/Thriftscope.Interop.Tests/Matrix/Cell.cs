namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>One way to speak: a protocol over a wire.</summary>
/// <param name="Protocol">binary, binary-nonstrict, compact, json or thriftpy-json.</param>
/// <param name="Wire">What carries it.</param>
public sealed record Cell(string Protocol, Wire Wire)
{
    /// <summary>Whether long values are kept short, since the same bytes have gone this way already.</summary>
    internal bool IsBrief { get; init; }

    /// <summary>Whether the long values are of 1 MiB: for JSON, which takes most peers long, on two wires only.</summary>
    internal bool IsLong => !IsBrief && (!Protocol.EndsWith("json", StringComparison.Ordinal) || Wire.Name is "unframed" or "framed");

    /// <summary>As the peers' programs take it, which <c>Peers/matrix_peer.py</c> describes.</summary>
    internal string Words => $"{Protocol} {Wire.Transport} {Wire.Carrier} {(Wire.IsMultiplexed ? "multiplexed" : "plain")} {(IsLong ? "long" : "short")}";

    /// <summary>The endpoint of a peer for our client.</summary>
    /// <param name="address">A port, a path, or the name of an abstract socket behind an @.</param>
    internal string EndpointAt(string address)
    {
        string place = Wire.Carrier switch
        {
            "unix" => $"unix://{address}",
            "abstract" => $"unix:{address}",
            // Peers ask for the name in the certificate.
            "tls" => $"tls://localhost:{address}",
            "http" => $"http://127.0.0.1:{address}/matrix",
            "https" => $"https://localhost:{address}/matrix",
            _ => $"tcp://127.0.0.1:{address}",
        };
        List<string> parameters = [$"protocol={(Protocol == "binary-nonstrict" ? "binary&strict=false" : Protocol)}"];
        if (!Wire.IsHttp)
            parameters.Add("transport=" + (Wire.IsHeader ? "header" : Wire.IsFramed ? "framed" : "unframed"));
        if (Wire.IsCompressed)
            parameters.Add("compression=zlib");
        return $"{place}?{string.Join('&', parameters)}";
    }
}
