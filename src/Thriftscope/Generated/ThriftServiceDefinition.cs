using System.ComponentModel;

namespace Thriftscope.Generated;

/// <summary>A generated service: its methods, and its client.</summary>
/// <typeparam name="TService">The service's interface.</typeparam>
/// <param name="document">The IDL that declares it.</param>
/// <param name="name">The name as the IDL writes it.</param>
/// <param name="methods">Its own methods.</param>
/// <param name="inherited">The methods of the service that it extends, and of those that this one extends.</param>
/// <param name="newClient">Makes a client.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ThriftServiceDefinition<TService>(
    ThriftDocument document, string name, IEnumerable<ThriftMethod> methods, IEnumerable<ThriftMethod> inherited, Func<ThriftClientSetup, TService> newClient)
    where TService : class, IThriftService<TService>
{
    /// <summary>The name as the IDL writes it.</summary>
    public string Name => name;

    /// <summary>Its own methods, then those of the services that it extends.</summary>
    public IReadOnlyList<ThriftMethod> Methods { get; } = [.. methods, .. inherited];

    /// <summary>The loaded service, as the dynamic side has it. It is made of the IDL when it is asked for.</summary>
    public ThriftService Service => field ??= document.Module.Service(name);

    internal TService NewClient(ThriftClientSetup setup) => newClient(setup);
}
