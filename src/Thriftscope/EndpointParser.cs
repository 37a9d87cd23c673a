namespace Thriftscope;

/// <summary>Takes the text of endpoints apart.</summary>
internal static class EndpointParser
{
    // What the address of a socket has room for, on Linux and elsewhere.
    private const int MaxUnixPath = 103;

    // Only Linux has them. No zero is behind the name, and one before it.
    private const int MaxAbstractName = 107;

    private const string Forms = "write tcp://host:port, tls://host:port, unix:///path, unix:@name, pipe://./name, http://host:port/path or https://host:port/path";

    public static ThriftEndpoint Parse(string text)
    {
        try
        {
            int colon = text.IndexOf(':', StringComparison.Ordinal);
            string scheme = colon < 0 ? "" : text[..colon].ToLowerInvariant();
            int question = text.IndexOf('?', StringComparison.Ordinal);
            string query = question < 0 ? "" : text[(question + 1)..];
            string address = question < 0 ? text[(colon + 1)..] : text[(colon + 1)..Math.Max(question, colon + 1)];
            if (text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
                throw new FormatException("it has white space in it; in a path, write %20");
            if (text.Contains('#', StringComparison.Ordinal))
                throw new FormatException("it can't have a # in it; in a path, write %23");
            return scheme switch
            {
                "tcp" or "tls" => Socket(text, scheme, address, query),
                "unix" => Unix(text, address, query),
                "pipe" => Pipe(text, address, query),
                "http" or "https" => Http(text, scheme, address, query),
                _ when scheme.Length == 0 || !address.StartsWith("//", StringComparison.Ordinal) => throw new FormatException($"it does not begin with a scheme; {Forms}"),
                _ => throw new FormatException($"\"{scheme}\" is not supported; {Forms}"),
            };
        }
        catch (FormatException e)
        {
            throw new FormatException($"\"{text}\" is no Thrift endpoint: {e.Message}.");
        }
    }

    /// <summary>Takes a list apart. What stands behind the last host goes for all.</summary>
    public static IEnumerable<string> Split(string text)
    {
        int question = text.IndexOf('?', StringComparison.Ordinal);
        string query = question < 0 ? "" : text[question..];
        string rest = question < 0 ? text : text[..question];
        int colon = rest.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !rest.Contains(',', StringComparison.Ordinal))
            return [text];

        string scheme = rest[..(colon + 1)];
        rest = rest[(colon + 1)..];
        string slashes = rest.StartsWith("//", StringComparison.Ordinal) ? "//" : "";
        rest = rest[slashes.Length..];
        bool isHttp = scheme.StartsWith("http", StringComparison.OrdinalIgnoreCase);
        // The comma of a path separates nothing, except where the paths are what is listed.
        int slash = isHttp ? rest.IndexOf('/', StringComparison.Ordinal) : -1;
        string path = slash < 0 ? "" : rest[slash..];
        string hosts = slash < 0 ? rest : rest[..slash];
        if (rest.Contains("://", StringComparison.Ordinal))
            throw new FormatException($"\"{text}\" is no list of Thrift endpoints: the scheme, and what follows the last host, stand there once for all: {scheme}//a:9090,b:9090?transport=framed. Endpoints of different schemes are parsed one by one.");
        return hosts.Split(',').Select(host => $"{scheme}{slashes}{host}{path}{query}");
    }

    private static ThriftEndpoint Socket(string text, string scheme, string address, string query)
    {
        (string host, int port, string path) = Authority(scheme, address, $"a {scheme} endpoint needs a host and a port: {scheme}://host:port", defaultPort: null);
        if (path is not ("" or "/"))
            throw new FormatException($"a {scheme} endpoint has no path");
        return new ThriftEndpoint(text, scheme, host, port, "", EndpointParameters.Parse(query, isHttp: false));
    }

    private static ThriftEndpoint Http(string text, string scheme, string address, string query)
    {
        (string host, int port, string path) = Authority(scheme, address, $"an {scheme} endpoint needs a host: {scheme}://host:port/path", scheme == "http" ? 80 : 443);
        return new ThriftEndpoint(text, scheme, host, port, path.Length == 0 ? "/" : path, EndpointParameters.Parse(query, isHttp: true));
    }

    private static ThriftEndpoint Unix(string text, string address, string query)
    {
        string path = Uri.UnescapeDataString(address.StartsWith("//", StringComparison.Ordinal) ? address[2..] : address);
        if (path is not (['/' or '@', _, ..]) || (path[0] == '@' && address[0] == '/'))
            throw new FormatException("a unix endpoint needs an absolute path, unix:///run/my.sock, or the name of an abstract socket, unix:@name");
        if (path.Contains(',', StringComparison.Ordinal))
            throw new FormatException("it names several sockets where one is wanted");
        int size = System.Text.Encoding.UTF8.GetByteCount(path);
        if (path[0] == '/' && size > MaxUnixPath)
            throw new FormatException($"a socket's path has at most {MaxUnixPath} bytes");
        if (path[0] == '@' && size > "@".Length + MaxAbstractName)
            throw new FormatException($"the name of an abstract socket has at most {MaxAbstractName} bytes");
        return new ThriftEndpoint(text, "unix", path, null, "", EndpointParameters.Parse(query, isHttp: false));
    }

    private static ThriftEndpoint Pipe(string text, string address, string query)
    {
        string[] parts = address.StartsWith("//", StringComparison.Ordinal) ? address[2..].Split('/') : [];
        if (parts is not [{ Length: > 0 } server, { Length: > 0 } name])
            throw new FormatException("a pipe endpoint needs the machine, a dot for this one, and the pipe's name: pipe://./name");
        return new ThriftEndpoint(text, "pipe", server, null, Uri.UnescapeDataString(name), EndpointParameters.Parse(query, isHttp: false));
    }

    private static (string Host, int Port, string Path) Authority(string scheme, string address, string missing, int? defaultPort)
    {
        if (!address.StartsWith("//", StringComparison.Ordinal))
            throw new FormatException(missing);
        int slash = address.IndexOf('/', 2);
        string path = slash < 0 ? "" : address[slash..];
        string authority = slash < 0 ? address[2..] : address[2..slash];
        if (authority.Contains('@', StringComparison.Ordinal))
            throw new FormatException("it can't have a user in it");
        if (authority.Contains(',', StringComparison.Ordinal))
            throw new FormatException("it names several hosts where one is wanted");

        int bracket = authority.IndexOf(']', StringComparison.Ordinal);
        int colon = authority.IndexOf(':', bracket + 1);
        string host = colon < 0 ? authority : authority[..colon];
        if (host.Length == 0 || (colon < 0 && defaultPort is null))
            throw new FormatException(missing);
        string port = colon < 0 ? "" : authority[(colon + 1)..];
        if (port.Contains(':', StringComparison.Ordinal))
            throw new FormatException($"an IPv6 address stands in brackets: {scheme}://[::1]:port");
        int number = defaultPort ?? 0;
        if (colon >= 0 && !(port.All(char.IsAsciiDigit) && int.TryParse(port, out number) && number <= ushort.MaxValue))
            throw new FormatException($"a port is a number up to 65535, not \"{port}\"");
        if (host == ThriftEndpoint.AnyHost)
            return (host, number, path);
        // The framework knows what a host can be called.
        if (!Uri.TryCreate($"http://{host}/", UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0)
            throw new FormatException($"\"{host}\" can't be a host's name or address");
        return (uri.DnsSafeHost, number, path);
    }
}
