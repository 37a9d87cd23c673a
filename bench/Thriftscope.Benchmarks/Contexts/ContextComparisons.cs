using Thriftscope.Benchmarks.Measuring;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.Benchmarks.Contexts;

/// <summary>What a trace context costs a call in each dialect, where it is written and where it is read.</summary>
internal static class ContextComparisons
{
    private const string Peer = "the same request without";

    private static readonly WireFormat Header = new(ThriftTransport.Header, ThriftProtocol.Binary);
    private static readonly WireFormat TTHeader = new(ThriftTransport.TTHeader, ThriftProtocol.Binary);

    public static IEnumerable<Comparison> Create() =>
    [
        .. Both(ThriftContextDialects.TrailingField, WireFormat.Framed),
        .. Both(ThriftContextDialects.Header, Header),
        .. Both(ThriftContextDialects.TTHeader, TTHeader),
        .. Both(ThriftContextDialects.ThriftPy, WireFormat.Framed),
        .. Both(ThriftContextDialects.Finagle, WireFormat.Framed),
        Read(ThriftContextDialects.OpenTracing, WireFormat.Framed, ForeignRequest.OpenTracing()),
        Read(ThriftContextDialects.Baseplate, Header, ForeignRequest.Baseplate(Header)),
        Read(ThriftContextDialects.SkyWalking, WireFormat.Framed, ForeignRequest.SkyWalking()),
        Read(ThriftContextDialects.Pinpoint, WireFormat.Framed, ForeignRequest.Pinpoint()),
    ];

    private static IEnumerable<Comparison> Both(ThriftContextDialect dialect, WireFormat format)
    {
        EncodedRequest with = new(format, dialect);
        yield return new($"context in {dialect}, written", Peer, with.Run, new EncodedRequest(format).Run);
        yield return Read(dialect, format, with.ToBytes());
    }

    private static Comparison Read(ThriftContextDialect dialect, WireFormat format, byte[] request)
    {
        DecodedRequest with = new(request, format, EncodedRequest.SessionOf(dialect));
        DecodedRequest without = new(new EncodedRequest(format).ToBytes(), format);
        if (!with.HasContext || without.HasContext)
            throw new InvalidOperationException($"What is read as {dialect} is not what should be.");
        return new($"context in {dialect}, read", Peer, with.Run, without.Run);
    }
}
