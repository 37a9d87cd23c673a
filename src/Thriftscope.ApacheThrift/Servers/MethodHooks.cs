using System.Collections;
using System.Reflection;
using Thrift.Protocol;

namespace Thriftscope.ApacheThrift.Servers;

/// <summary>
/// Reaches the requests of connections that were open before their server was instrumented. Such a connection keeps the processor
/// that it began with, so the functions in that processor's own table are replaced.
/// </summary>
internal sealed class MethodHooks : IDisposable
{
    private readonly IDictionary _methods;
    private readonly List<Hook> _hooks = [];

    /// <param name="methods">The table of a generated processor.</param>
    /// <param name="service">What the processor serves.</param>
    /// <param name="observer">Who serves a request that is not observed yet.</param>
    public MethodHooks(IDictionary methods, IServiceCatalog service, ObservedProcessor observer)
    {
        _methods = methods;
        foreach (string name in methods.Keys.Cast<string>().ToArray())
        {
            if (methods[name] is not Delegate original)
                continue;
            Hook hook = new(name, original, service, observer);
            _hooks.Add(hook);
            methods[name] = Delegate.CreateDelegate(original.GetType(), hook, Hook.Method);
        }
    }

    /// <summary>What the compiler calls by this name in each processor: reads the arguments, runs the handler, writes the reply.</summary>
    public delegate Task ProcessFunction(int seqid, TProtocol iprot, TProtocol oprot, CancellationToken cancellationToken);

    public void Dispose()
    {
        foreach (Hook hook in _hooks)
        {
            hook.IsRemoved = true;
            // Another server with the same processor may have put its own over this one, and leaves both out when it goes.
            if ((_methods[hook.Name] as Delegate)?.Target == hook)
                _methods[hook.Name] = hook.Original;
        }
    }

    private sealed class Hook(string name, Delegate original, IServiceCatalog service, ObservedProcessor observer)
    {
        public static readonly MethodInfo Method = typeof(Hook).GetMethod(nameof(ProcessAsync))!;

        private readonly ProcessFunction _process = original.Method.CreateDelegate<ProcessFunction>(original.Target);

        public string Name => name;

        /// <summary>What was there before, but for hooks that have gone meanwhile.</summary>
        public Delegate Original => original.Target is Hook { IsRemoved: true } below ? below.Original : original;

        public bool IsRemoved { get; set; }

        public Task ProcessAsync(int seqid, TProtocol iprot, TProtocol oprot, CancellationToken cancellationToken) => observer.IsToObserve(iprot)
            ? observer.ProcessLateAsync(service, name, _process, seqid, iprot, oprot, cancellationToken)
            : _process(seqid, iprot, oprot, cancellationToken);
    }
}
