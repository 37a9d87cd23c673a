namespace Thriftscope.AspNetCore.Handlers;

/// <summary>The call that a scope of dependency injection is for.</summary>
internal sealed class ScopedCall
{
    public ThriftCallContext? Context { get; set; }

    /// <exception cref="InvalidOperationException">The scope is for no call.</exception>
    public ThriftCallContext Required => Context
        ?? throw new InvalidOperationException($"There is a {nameof(ThriftCallContext)} only while a call is handled: what takes it must be scoped or transient.");
}
