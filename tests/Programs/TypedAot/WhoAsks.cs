using Thriftscope;

namespace Programs.Market;

/// <summary>Sends the name of who asks, reads it, and looks at the arguments as the dynamic side has them.</summary>
internal sealed class WhoAsks(bool isServer) : IThriftInterceptor
{
    public ValueTask<object?> InvokeAsync(ThriftCallContext context, ThriftCallDelegate next)
    {
        if (!isServer)
            context.RequestHeaders["who"] = "Ada";
        else if (context.RequestHeaders.TryGetValue("who", out string? who))
            Console.WriteLine($"{who} asks {context.ServiceName} to {context.Arguments}");
        return next(context);
    }
}
