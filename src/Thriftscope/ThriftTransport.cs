namespace Thriftscope;

/// <summary>How messages lie on a connection.</summary>
public enum ThriftTransport
{
    /// <summary>One behind the other, the end of each found by reading it: <c>unframed</c> in an endpoint. Apache's TBufferedTransport.</summary>
    Unframed,

    /// <summary>Each behind its length in four bytes: <c>framed</c> in an endpoint. Apache's TFramedTransport.</summary>
    Framed,

    /// <summary>Frames with headers of their own: <c>header</c> in an endpoint. Apache's THeaderTransport.</summary>
    Header,

    /// <summary>Frames with headers as Kitex writes them: <c>ttheader</c> in an endpoint.</summary>
    TTHeader,

    /// <summary>Each the body of an HTTP request or response: an endpoint that begins with <c>http://</c> or <c>https://</c>.</summary>
    Http,
}
