using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Thriftscope.AspNetCore.Requests;
using Thriftscope.Telemetry;

namespace Thriftscope.AspNetCore.Hosting;

/// <summary>Looks, when an application starts, for what would fail only when calls come: handlers that can't be made, and services that nothing serves.</summary>
internal sealed class StartupCheck(
    IServiceCollection added, IServiceProvider services, ServerLoad load, IEnumerable<ThriftServiceBinding> bindings) : IHostedLifecycleService
{
    /// <exception cref="InvalidOperationException">A handler can't be made.</exception>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // Another container than .NET's may have been told of its own how to make a handler.
        if (services.GetService<IServiceProviderIsService>() is not { } known || known.GetType().Assembly != typeof(ServiceProvider).Assembly)
            return Task.CompletedTask;
        foreach (Type handler in bindings.Select(b => b.InjectedType).OfType<Type>())
        {
            if (new DependencyCheck(added, known).FindProblem(handler) is { } problem)
                throw new InvalidOperationException($"The Thrift handler {handler} can't be made. {problem}");
        }

        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (!load.IsServed)
        {
            CallInstrumentation instrumentation = services.GetRequiredService<ServerCore>().Telemetry.Instrumentation;
            Guard.Log(() => ConnectionLog.NotServed(instrumentation.Loggers.Connections, string.Join(", ", bindings.Select(b => b.Name))));
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
