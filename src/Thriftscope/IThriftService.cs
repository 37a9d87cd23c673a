using Thriftscope.Generated;

namespace Thriftscope;

/// <summary>A service of the IDL as an interface of C#, which Thriftscope's generator makes while the project is built.</summary>
/// <typeparam name="TService">The interface itself.</typeparam>
public interface IThriftService<TService>
    where TService : class, IThriftService<TService>
{
    /// <summary>What clients and servers need to know of the service.</summary>
    static abstract ThriftServiceDefinition<TService> Definition { get; }
}
