using Thriftscope;

class OrderLog : IThriftInterceptor
{
    public ValueTask<object?> InvokeAsync(ThriftCallContext context, ThriftCallDelegate next)
    {
        if (context.Method.Name == "place")
            Console.WriteLine(context.Arguments);
        return next(context);
    }
}
