using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>A certificate for this machine, issued by itself, and a file with it and its key for the peers.</summary>
internal sealed class MatrixCertificate : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("thriftscope-");

    public MatrixCertificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        Certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(FilePath, $"{key.ExportPkcs8PrivateKeyPem()}\n{Certificate.ExportCertificatePem()}\n");
    }

    public X509Certificate2 Certificate { get; }

    public string FilePath => Path.Combine(_folder.FullName, "certificate.pem");

    /// <summary>Trust in this certificate and no other.</summary>
    public X509ChainPolicy Trust => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { Certificate },
        RevocationMode = X509RevocationMode.NoCheck,
    };

    public void Dispose()
    {
        Certificate.Dispose();
        _folder.Delete(recursive: true);
    }
}
