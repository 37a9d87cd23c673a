using System.Net.Security;

namespace Thriftscope.Client;

internal static class TlsOptions
{
    /// <summary>
    /// A copy for one connection: the original is the user's, and a handshake may change its options. The server must prove to be
    /// the host of the endpoint, unless the options name another.
    /// </summary>
    public static SslClientAuthenticationOptions For(string? host, SslClientAuthenticationOptions? options) => new()
    {
        TargetHost = options?.TargetHost ?? host,
        AllowRenegotiation = options?.AllowRenegotiation ?? true,
        AllowTlsResume = options?.AllowTlsResume ?? true,
        ApplicationProtocols = options?.ApplicationProtocols is { } protocols ? [.. protocols] : null,
        CertificateChainPolicy = options?.CertificateChainPolicy?.Clone(),
        CertificateRevocationCheckMode = options?.CertificateRevocationCheckMode ?? default,
        CipherSuitesPolicy = options?.CipherSuitesPolicy,
        ClientCertificateContext = options?.ClientCertificateContext,
        ClientCertificates = options?.ClientCertificates is { } certificates ? [.. certificates] : null,
        EnabledSslProtocols = options?.EnabledSslProtocols ?? default,
        EncryptionPolicy = options?.EncryptionPolicy ?? EncryptionPolicy.RequireEncryption,
        LocalCertificateSelectionCallback = options?.LocalCertificateSelectionCallback,
        RemoteCertificateValidationCallback = options?.RemoteCertificateValidationCallback,
    };
}
