using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Thriftscope.Cli.Calling;

/// <summary>What a secured service wants of <c>thriftscope call</c>.</summary>
/// <param name="User">Who logs in by SASL.</param>
/// <param name="AuthorityFile">A PEM file with the authorities that are trusted, instead of the system's.</param>
/// <param name="CertificateFile">A PEM file with the client's certificate and its key.</param>
internal sealed record CallCredentials(string? User, string? AuthorityFile, string? CertificateFile)
{
    // Arguments of programs can be read by others, and stay in the shell's history.
    public const string PasswordVariable = "THRIFTSCOPE_PASSWORD";

    /// <exception cref="FormatException">A file is not what it should be.</exception>
    /// <exception cref="IOException">A file can't be read.</exception>
    public void ApplyTo(ThriftClientOptions options)
    {
        if (User is not null)
            options.Sasl = new SaslPlain(User, Environment.GetEnvironmentVariable(PasswordVariable) ?? "");
        if (AuthorityFile is null && CertificateFile is null)
            return;
        options.Tls = new();
        if (AuthorityFile is not null)
        {
            options.Tls.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            Read(AuthorityFile, "certificates in PEM", options.Tls.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile);
            if (options.Tls.CertificateChainPolicy.CustomTrustStore.Count == 0)
                throw new FormatException($"{AuthorityFile} has no certificates in PEM.");
        }

        if (CertificateFile is not null)
            Read(CertificateFile, "a certificate and its key in PEM", file => options.Tls.ClientCertificates = [X509Certificate2.CreateFromPemFile(file)]);
    }

    private static void Read(string file, string wanted, Action<string> read)
    {
        try
        {
            read(file);
        }
        catch (CryptographicException e)
        {
            throw new FormatException($"{file} does not have {wanted}: {e.Message}", e);
        }
    }
}
