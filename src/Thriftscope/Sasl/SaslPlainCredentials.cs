using System.Security.Claims;

namespace Thriftscope;

/// <summary>What a client has sent to log in.</summary>
public sealed class SaslPlainCredentials
{
    internal SaslPlainCredentials(string authorizationId, string user, string password)
    {
        AuthorizationId = authorizationId;
        User = user;
        Password = password;
    }

    /// <summary>Whom the client wants to act for; empty for the user. Whether the user may is for the check to decide.</summary>
    public string AuthorizationId { get; }

    /// <summary>Who logs in; never empty.</summary>
    public string User { get; }

    /// <summary>The password; may be empty.</summary>
    public string Password { get; }

    /// <summary>The user as a principal with nothing but a name, whatever the authorization id.</summary>
    public ClaimsPrincipal ToPrincipal() => new(new ClaimsIdentity([new Claim(ClaimTypes.Name, User)], "PLAIN"));

    /// <summary>The user's name, without the password.</summary>
    public override string ToString() => User;
}
