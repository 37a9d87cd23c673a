using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Thriftscope;
using Thriftscope.AspNetCore;

static class Alone
{
    public static async Task RunAsync(ThriftModule calculator)
    {
        using var loggers = LoggerFactory.Create(logging => logging.AddConsole());
        var options = new ThriftServerOptions { RequestTimeout = TimeSpan.FromSeconds(10), MaxConnections = 10_000, LoggerFactory = loggers };
        await using var server = await ThriftServer.StartOnAllAsync(
            ["tcp://*:9090", "unix:///tmp/calculator.sock", "http://127.0.0.1:8080/thrift"],
            [new ThriftServiceBinding(calculator.Service("Calculator"), new CalculatorHandler(calculator))],
            options);
        Console.WriteLine($"Serving {string.Join(", ", server.Endpoints)}");
        await server.WaitForShutdownAsync();
    }

    // What tls:// and https:// need, where clients show certificates too.
    public static void UseTls(ThriftServerOptions options, X509Certificate2 certificate, IReadOnlySet<string> trusted)
    {
        options.Tls = new HttpsConnectionAdapterOptions
        {
            ServerCertificate = certificate,
            ClientCertificateMode = ClientCertificateMode.RequireCertificate,
            ClientCertificateValidation = (client, chain, errors) => trusted.Contains(client.Thumbprint),
        };
    }
}
