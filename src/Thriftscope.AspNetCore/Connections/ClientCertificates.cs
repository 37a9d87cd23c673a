using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Thriftscope.AspNetCore.Requests;

namespace Thriftscope.AspNetCore.Connections;

/// <summary>Who a TLS client is, by the certificate that the server's validation has accepted.</summary>
internal static class ClientCertificates
{
    // As ASP.NET Core's certificate authentication names it.
    private const string AuthenticationType = "Certificate";

    /// <param name="context">The connection.</param>
    /// <param name="telemetry">The server's.</param>
    /// <param name="user">Who has logged in, which goes before what the certificate says.</param>
    public static Caller CallerOf(ConnectionContext context, ServerTelemetry telemetry, ClaimsPrincipal? user)
    {
        X509Certificate2? certificate = context.Features.Get<ITlsConnectionFeature>()?.ClientCertificate;
        return new Caller(telemetry, context.LocalEndPoint, context.RemoteEndPoint)
        {
            Certificate = certificate,
            User = user ?? (certificate is null ? null : UserOf(certificate)),
        };
    }

    /// <summary>The claims that ASP.NET Core's certificate authentication gives, so that policies fit both.</summary>
    public static ClaimsPrincipal UserOf(X509Certificate2 certificate)
    {
        List<Claim> claims =
        [
            new("issuer", certificate.Issuer),
            new(ClaimTypes.Thumbprint, certificate.Thumbprint, ClaimValueTypes.Base64Binary),
            new(ClaimTypes.X500DistinguishedName, certificate.Subject),
        ];
        Add(ClaimTypes.SerialNumber, certificate.SerialNumber);
        Add(ClaimTypes.Dns, certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false));
        Add(ClaimTypes.Email, certificate.GetNameInfo(X509NameType.EmailName, forIssuer: false));
        Add(ClaimTypes.Name, certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
        Add(ClaimTypes.Uri, certificate.GetNameInfo(X509NameType.UrlName, forIssuer: false));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, AuthenticationType));

        void Add(string type, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
                claims.Add(new Claim(type, value));
        }
    }
}
