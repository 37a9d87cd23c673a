using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Thriftscope.ApacheThrift.Tests.Rigs;

/// <summary>A certificate that nobody but the tests trusts.</summary>
internal static class Certificates
{
    public static X509Certificate2 Loopback { get; } = Make();

    /// <summary>Accepts our certificate, and a client that shows none.</summary>
    public static bool IsOurs(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate is null || certificate.Equals(Loopback);

    private static X509Certificate2 Make()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
