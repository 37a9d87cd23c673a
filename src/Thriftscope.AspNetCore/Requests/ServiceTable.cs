using System.Collections.Frozen;

namespace Thriftscope.AspNetCore.Requests;

/// <summary>The services of one server, by the names they have on the wire.</summary>
internal sealed class ServiceTable
{
    private readonly ThriftServiceBinding _default;
    private readonly FrozenDictionary<string, ThriftServiceBinding> _byName;

    /// <exception cref="ArgumentException">There is no service, or two have the same name.</exception>
    public ServiceTable(IReadOnlyList<ThriftServiceBinding> services)
    {
        if (services.Count == 0)
            throw new ArgumentException("There is no service to serve.");
        if (services.GroupBy(s => s.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"Two services have the name {twice.Key}: give one of them another.");
        _default = services[0];
        _byName = services.ToFrozenDictionary(s => s.Name, StringComparer.Ordinal);
    }

    /// <summary>Finds the service of a message. One without a service's name is for the first.</summary>
    public (ThriftServiceBinding? Service, string ServiceName, string MethodName) Find(string messageName)
    {
        int colon = messageName.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return (_default, _default.Name, messageName);
        string service = messageName[..colon];
        return (_byName.GetValueOrDefault(service), service, messageName[(colon + 1)..]);
    }
}
