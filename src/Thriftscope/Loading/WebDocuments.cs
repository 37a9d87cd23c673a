using System.Net;
using System.Text;
using Thriftscope.Idl;

namespace Thriftscope.Loading;

/// <summary>
/// Compiles a document from the web. The compiler never waits, so it runs until it asks for a text that is not there yet, the text
/// is fetched, and it runs again: as often as includes nest, which is seldom more than a few times.
/// </summary>
internal sealed class WebDocuments(IdlOptions options, HttpClient client)
{
    // A server that answers every include with more of them would keep us busy for ever.
    private const int MaxDocuments = 1000;

    private readonly Dictionary<string, Fetched> _fetched = [];
    private readonly HashSet<string> _wanted = [];

    // Bytes, of all documents together.
    private long _left = 16 * 1024 * 1024;

    public async Task<IdlCompilation> LoadAsync(Uri source, CancellationToken cancellationToken)
    {
        IdlOptions withWeb = new() { IncludeDirectories = options.IncludeDirectories, Encoding = options.Encoding, ReadFile = Read };
        while (true)
        {
            _wanted.Clear();
            IdlCompilation compilation = IdlCompiler.Load(source.AbsoluteUri, withWeb);
            if (_wanted.Count == 0)
                return compilation;
            foreach (string url in _wanted)
                _fetched[url] = await FetchAsync(url, cancellationToken).ConfigureAwait(false);
        }
    }

    private string? Read(string path)
    {
        if (!IsWeb(path))
            return options.ReadFile is { } read ? read(path) : LocalFile.Read(path, options.Encoding);
        if (_fetched.TryGetValue(path, out Fetched? fetched))
            return fetched.Problem is null ? fetched.Text : throw new IOException(fetched.Problem);
        if (_fetched.Count + _wanted.Count >= MaxDocuments && !_wanted.Contains(path))
            throw new IOException($"there are more than {MaxDocuments} documents already");
        // Not null, or the search would go on where the document is not.
        _wanted.Add(path);
        throw new IOException("it has not been fetched yet");
    }

    private static bool IsWeb(string path) =>
        path.StartsWith("http://", StringComparison.Ordinal) || path.StartsWith("https://", StringComparison.Ordinal);

    private async Task<Fetched> FetchAsync(string url, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri(url), HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
                return new Fetched(null, null);
            if (!response.IsSuccessStatusCode)
                return new Fetched(null, $"the server answered {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd());
            await response.Content.LoadIntoBufferAsync(_left, cancellationToken).ConfigureAwait(false);
            _left -= response.Content.Headers.ContentLength ?? 0;
            using StreamReader reader = new(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), EncodingOf(response));
            return new Fetched(await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false), null);
        }
        catch (HttpRequestException e)
        {
            return new Fetched(null, e.Message.TrimEnd('.'));
        }
    }

    private Encoding EncodingOf(HttpResponseMessage response)
    {
        if (response.Content.Headers.ContentType?.CharSet is not { } name)
            return options.Encoding ?? Encoding.UTF8;
        try
        {
            return Encoding.GetEncoding(name.Trim('"'));
        }
        catch (ArgumentException)
        {
            return options.Encoding ?? Encoding.UTF8;
        }
    }

    /// <param name="Text">The document; <see langword="null"/> when the server has none.</param>
    /// <param name="Problem">Why there is no answer.</param>
    private sealed record Fetched(string? Text, string? Problem);
}
