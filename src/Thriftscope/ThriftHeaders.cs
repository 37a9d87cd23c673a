namespace Thriftscope;

/// <summary>
/// What a request or a reply carries besides its message, on the transports that have room for it: the headers of THeader,
/// TTHeader and HTTP. Names are compared without regard to case.
/// </summary>
public sealed class ThriftHeaders() : Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
{
    internal void AddRange(ThriftHeaders headers)
    {
        foreach ((string name, string value) in headers)
            this[name] = value;
    }
}
