using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Thriftscope.Backends.Tests.Otlp;

/// <summary>A certificate authority that lives as long as a test.</summary>
internal sealed class Authority : IDisposable
{
    private static readonly DateTimeOffset Begin = DateTimeOffset.UtcNow.AddMinutes(-5);
    private static readonly DateTimeOffset End = DateTimeOffset.UtcNow.AddHours(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("authority-").FullName;
    private readonly X509Certificate2 _root;

    public Authority()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _root = request.CreateSelfSigned(Begin, End);
    }

    /// <summary>A file with the authority's own certificate.</summary>
    public string File => Write("root.pem", _root.ExportCertificatePem());

    public X509Certificate2 Issue(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        using X509Certificate2 signed = request.Create(_root, Begin, End, RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>The files of a client's certificate and key.</summary>
    public (string Certificate, string Key) IssueFiles(string name)
    {
        using X509Certificate2 certificate = Issue(name);
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        return (Write($"{name}.pem", certificate.ExportCertificatePem()), Write($"{name}.key", key.ExportPkcs8PrivateKeyPem()));
    }

    public bool Issued(X509Certificate2 certificate)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(_root);
        return chain.Build(certificate);
    }

    public void Dispose()
    {
        _root.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Write(string name, string pem)
    {
        string path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, pem);
        return path;
    }
}
