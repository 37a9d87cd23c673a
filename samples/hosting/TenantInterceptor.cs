using Thriftscope;

class TenantInterceptor : IThriftInterceptor
{
    public ValueTask<object?> InvokeAsync(ThriftCallContext context, ThriftCallDelegate next)
    {
        if (context.Transport == ThriftTransport.Http && !context.RequestHeaders.ContainsKey("x-tenant"))
            throw new ThriftApplicationException(ThriftApplicationError.Unknown, "Calls over HTTP need the header x-tenant");
        return next(context);
    }
}
