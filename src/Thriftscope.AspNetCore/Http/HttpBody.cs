using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Http;

/// <summary>
/// The body of a request, read as a whole. One that is there at once, as most are, is not copied; others must be, since HTTP/2 sends on
/// only when what it has sent is consumed.
/// </summary>
internal sealed class HttpBody(HttpRequest request, int limit) : IDisposable
{
    private MessageBuffer? _copy;
    private SequencePosition? _end;

    /// <summary>The body; until this object is disposed.</summary>
    public ReadOnlySequence<byte> Bytes { get; private set; }

    /// <exception cref="ThriftProtocolException">It is larger than the limit.</exception>
    /// <exception cref="BadHttpRequestException">It is not what its headers say, or comes too slowly.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        // Before Kestrel is told of the limit: it would close the connection without sending the response.
        if (request.ContentLength > limit)
            throw ThriftProtocolException.MessageTooLarge(request.ContentLength.Value, limit, null);
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = null;
        while (true)
        {
            ReadResult result = await request.BodyReader.ReadAsync(cancellationToken).ConfigureAwait(false);
            long length = (_copy?.Length ?? 0) + result.Buffer.Length;
            if (length > limit)
            {
                request.BodyReader.AdvanceTo(result.Buffer.End);
                throw ThriftProtocolException.MessageTooLarge(length, limit, null);
            }

            if (result.IsCompleted && _copy is null)
            {
                (Bytes, _end) = (result.Buffer, result.Buffer.End);
                return;
            }

            _copy ??= new MessageBuffer();
            foreach (ReadOnlyMemory<byte> segment in result.Buffer)
                _copy.Write(segment.Span);
            request.BodyReader.AdvanceTo(result.Buffer.End);
            if (!result.IsCompleted)
                continue;
            Bytes = new ReadOnlySequence<byte>(_copy.Written);
            return;
        }
    }

    public void Dispose()
    {
        if (_end is { } end)
            request.BodyReader.AdvanceTo(end);
        _end = null;
        Bytes = default;
        _copy?.Dispose();
        _copy = null;
    }
}
