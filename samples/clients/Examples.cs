using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Thriftscope;

/// <summary>The examples of docs/client.md.</summary>
public static class Examples
{
    public static ServiceClient Pooled(ThriftService calculator)
    {
        ServiceClient client = calculator.CreateClient(ThriftEndpoint.ParseList("tcp://a.example:9090,b.example:9090?transport=framed"), new ThriftClientOptions
        {
            MaxConnections = 4,
            MaxCallsPerConnection = 100,
            CallTimeout = TimeSpan.FromSeconds(2),
            LoadBalancing = ThriftLoadBalancing.Failover,
        });
        return client;
    }

    public static Task<ServiceClient> EncryptedAsync(ThriftService calculator, X509Certificate2 authority, X509Certificate2 certificate)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(authority);
        ThriftClientOptions options = new() { Tls = new() { CertificateChainPolicy = trust, ClientCertificates = [certificate] } };
        return calculator.ConnectAsync("tls://calculator.example:9443", options);
    }

    public static ServiceClient OverHttp(ThriftService calculator)
    {
        ThriftClientOptions options = new();
        options.Http.Version = HttpVersion.Version20;
        options.Http.ConfigureHandler = handler => handler.Proxy = new WebProxy("http://proxy.example:3128");
        return calculator.CreateClient(ThriftEndpoint.Parse("https://calculator.example/thrift?protocol=compact"), options);
    }

    public static async Task<string?> WithOptionsAsync(ServiceClient client)
    {
        ThriftCallOptions options = new() { Timeout = TimeSpan.FromMilliseconds(500), Headers = { ["tenant"] = "blue" } };
        double sum = await client.CallAsync<double>("add", 1, 2, options);
        string? servedBy = options.ResponseHeaders.GetValueOrDefault("served-by");
        return $"{sum} {servedBy}";
    }

    public static async Task<double> ByNameAsync(ServiceClient client)
    {
        double quotient = await client.CallAsync<double>("divide", new ThriftArguments { ["a"] = 1, ["b"] = 4 });
        dynamic calculator = client;
        double same = await calculator.divide(a: 1, b: 4);
        return quotient - same;
    }

    public static void Intercepted(ThriftClientOptions options)
    {
        options.Interceptors.Add(new Authentication("secret"));
    }

    public static void Injected(IServiceCollection services, ThriftService calculator)
    {
        services.AddThriftClient<Sums>("calculator", calculator, "tcp://calculator.example:9090", options => options.MaxConnections = 4);
    }
}

public sealed class Authentication(string token) : IThriftInterceptor
{
    public ValueTask<object?> InvokeAsync(ThriftCallContext context, ThriftCallDelegate next)
    {
        context.RequestHeaders["authorization"] = $"Bearer {token}";
        return next(context);
    }
}

public sealed class Sums(ServiceClient calculator)
{
    public Task<double> AddAsync(double a, double b) => calculator.CallAsync<double>("add", a, b);
}

public sealed class FileResolver(string path) : IThriftEndpointResolver
{
    public async ValueTask<IReadOnlyList<ThriftEndpoint>> ResolveAsync(CancellationToken cancellationToken) =>
        [.. (await File.ReadAllLinesAsync(path, cancellationToken)).Select(ThriftEndpoint.Parse)];
}
