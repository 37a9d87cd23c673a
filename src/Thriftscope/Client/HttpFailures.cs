using System.Net;

namespace Thriftscope.Client;

/// <summary>Says what went wrong with an HTTP request.</summary>
internal static class HttpFailures
{
    // How much of an error's page is shown.
    private const int ShownBytes = 1024;
    private const int ShownCharacters = 200;

    /// <summary>What an exception of HttpClient means for a call.</summary>
    /// <param name="endpoint">Where it was sent.</param>
    /// <param name="exception">What was thrown.</param>
    /// <param name="wasStarted">Whether any of the message may have been sent.</param>
    /// <param name="hasAnswered">Whether the server had begun to answer.</param>
    public static ThriftTransportException Of(ThriftEndpoint endpoint, Exception exception, bool wasStarted, bool hasAnswered)
    {
        // Connecting has a time-out of its own, which the handler reports as a cancellation.
        if (!wasStarted && exception is OperationCanceledException)
            return new ThriftTransportException(ThriftTransportError.TimedOut, $"Could not connect to {endpoint} in time.", exception) { IsUnsent = true };
        string reason = exception.GetBaseException().Message.TrimEnd('.');
        if (!wasStarted && !hasAnswered)
        {
            string text = exception is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
                ? $"The TLS handshake with {endpoint} failed: {reason}."
                : $"Could not connect to {endpoint}: {reason}. Is the server running there?";
            return new ThriftTransportException(ThriftTransportError.NotOpen, text, exception) { IsUnsent = true };
        }

        // The usual causes, where nothing at all was answered.
        string hint = hasAnswered ? "" : endpoint.Scheme == "https" ? " Does the server speak HTTP there, and does it want a client certificate?" : " Does the server speak HTTP there?";
        return new ThriftTransportException(ThriftTransportError.EndOfFile, $"The connection to {endpoint} was lost: {reason}.{hint}", exception);
    }

    /// <exception cref="ThriftTransportException">The status is no success; the message says what that may be due to.</exception>
    public static async Task ThrowUnlessSuccessAsync(ThriftEndpoint endpoint, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
            return;
        int status = (int)response.StatusCode;
        string hint = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => " The server does not let this client call.",
            HttpStatusCode.NotFound => " Is the path right?",
            HttpStatusCode.MethodNotAllowed => " The path takes no POST: is it a Thrift service's?",
            HttpStatusCode.RequestEntityTooLarge => " The request is larger than the server takes.",
            HttpStatusCode.UnsupportedMediaType or HttpStatusCode.NotAcceptable => " The server does not take this content type: see ThriftHttpOptions.ContentType.",
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => " The server takes no more calls at the moment.",
            HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout => " A proxy did not reach the service.",
            >= HttpStatusCode.Moved and < HttpStatusCode.BadRequest when response.Headers.Location is { } location => $" The service is at {location}.",
            _ => "",
        };
        string shown = await StartOfTextAsync(response, cancellationToken).ConfigureAwait(false);
        string reason = string.IsNullOrWhiteSpace(response.ReasonPhrase) ? "" : $" {Telemetry.PeerText.Bounded(response.ReasonPhrase)}";
        throw new ThriftTransportException(
            ThriftTransportError.HttpStatus, $"{endpoint} answered with the HTTP status {status}{reason}.{hint}{(shown.Length == 0 ? "" : $" It said: {shown}")}")
        { HttpStatus = status };
    }

    private static async Task<string> StartOfTextAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string? type = response.Content.Headers.ContentType?.MediaType;
        if (type is null || !(type.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || type.EndsWith("json", StringComparison.OrdinalIgnoreCase)))
            return "";
        byte[] start = new byte[ShownBytes];
        Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        int count = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        string text = string.Join(' ', System.Text.Encoding.UTF8.GetString(start, 0, count).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return Telemetry.PeerText.Bounded(text.Length <= ShownCharacters ? text : text[..ShownCharacters] + "…");
    }
}
