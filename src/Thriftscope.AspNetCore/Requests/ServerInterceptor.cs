using Microsoft.Extensions.DependencyInjection;

namespace Thriftscope.AspNetCore.Requests;

/// <summary>An interceptor that was added to an application's services for its server, and not for clients that it may have too.</summary>
internal sealed class ServerInterceptor(Type type)
{
    public IThriftInterceptor Get(IServiceProvider services) => (IThriftInterceptor)services.GetRequiredService(type);
}
