using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Thriftscope.AspNetCore;

namespace Thriftscope.Cli.Tests;

/// <summary>Calls of services that want to know who calls.</summary>
public sealed class SecuredCallTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("thriftscope-call-");
    private readonly string _idl;
    private readonly ThriftService _service;

    public SecuredCallTests()
    {
        _idl = Path.Combine(_folder.FullName, "gate.thrift");
        File.WriteAllText(_idl, "service Gate { string who() }");
        _service = ThriftModule.Load(_idl).Service("Gate");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("?transport=header")]
    [InlineData("?transport=ttheader")]
    public async Task Headers_go_with_the_call(string query)
    {
        await using ThriftServer server = await _service.ServeAsync("tcp://127.0.0.1:0", new Gate(), cancellationToken: TestContext.Current.CancellationToken);

        (await CallAsync(server.Endpoint + query, "--header", "tenant=blue=green", "-H", "x=y")).Output.ShouldContain("tenant: blue=green");
    }

    [Fact]
    public async Task Headers_that_nothing_carries_are_refused()
    {
        ShellResult result = await CallAsync("tcp://127.0.0.1:1", "--header", "tenant=blue");

        result.ExitCode.ShouldBe(4);
        result.Error.ShouldContain("This transport carries no headers: ?transport=header, ?transport=ttheader and HTTP do.");
        (await CallAsync("tcp://127.0.0.1:1", "--header", "tenant")).Error.ShouldContain("--header needs a name and a value: NAME=VALUE.");
    }

    [Fact]
    public async Task A_user_logs_in()
    {
        await using ThriftServer server = await _service.ServeAsync(
            "tcp://127.0.0.1:0", new Gate(), new() { SaslMechanisms = { new SaslPlainServer(login => login.Password.Length == 0 ? login.ToPrincipal() : null) } },
            TestContext.Current.CancellationToken);

        (await CallAsync(server.Endpoint.ToString(), "--user", "maria")).Output.ShouldContain("user: maria");
        (await CallAsync("http://127.0.0.1:1/thrift", "--user", "maria")).Error.ShouldContain("--user is for log-ins by SASL, which HTTP does not have");
    }

    [Fact]
    public async Task Certificates_are_trusted_and_shown()
    {
        using X509Certificate2 own = CreateCertificate("maria"), theirs = CreateCertificate("localhost");
        string authority = Write("ca.pem", theirs.ExportCertificatePem());
        string certificate = Write("maria.pem", own.ExportCertificatePem() + "\n" + own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        await using ThriftServer server = await _service.ServeAsync("tls://127.0.0.1:0", new Gate(), new()
        {
            Tls = new()
            {
                ServerCertificate = theirs,
                ClientCertificateMode = ClientCertificateMode.RequireCertificate,
                ClientCertificateValidation = (shown, _, _) => shown.Thumbprint == own.Thumbprint,
            },
        }, TestContext.Current.CancellationToken);

        ShellResult result = await CallAsync(server.Endpoint.ToString(), "--ca", authority, "--cert", certificate);

        result.Output.ShouldContain("user: maria", customMessage: result.Error);
        (await CallAsync(server.Endpoint.ToString(), "--cert", certificate)).ExitCode.ShouldBe(3);
    }

    [Theory]
    [InlineData("--ca", "has no certificates in PEM.")]
    [InlineData("--cert", "does not have a certificate and its key in PEM: ")]
    public async Task A_file_that_is_no_certificate_is_wrong_usage(string option, string problem)
    {
        ShellResult result = await CallAsync("tls://127.0.0.1:1", option, Write("text.pem", "some text"));

        result.ExitCode.ShouldBe(4);
        result.Error.ShouldContain($"text.pem {problem}");
        (await CallAsync("tls://127.0.0.1:1", option, Path.Combine(_folder.FullName, "nothing.pem"))).ExitCode.ShouldBe(4);
    }

    private static X509Certificate2 CreateCertificate(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
    }

    private string Write(string name, string text)
    {
        string file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }

    private Task<ShellResult> CallAsync(string endpoint, params string[] options) => Shell.RunAsync(["call", endpoint, "Gate.who", "--idl", _idl, .. options]);

    public sealed class Gate
    {
        public string Who(ThriftCallContext context) =>
            $"user: {context.User?.Identity?.Name}, tenant: {context.RequestHeaders.GetValueOrDefault("tenant")}";
    }
}
