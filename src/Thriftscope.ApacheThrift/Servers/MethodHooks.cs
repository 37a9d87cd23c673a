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
    private readonly Dictionary<string, Delegate> _originals = new(StringComparer.Ordinal);

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
            ProcessFunction process = original.Method.CreateDelegate<ProcessFunction>(original.Target);
            Hook hook = new(name, process, service, observer);
            _originals.Add(name, original);
            methods[name] = Delegate.CreateDelegate(original.GetType(), hook, Hook.Method);
        }
    }

    /// <summary>What the compiler calls by this name in each processor: reads the arguments, runs the handler, writes the reply.</summary>
    public delegate Task ProcessFunction(int seqid, TProtocol iprot, TProtocol oprot, CancellationToken cancellationToken);

    public void Dispose()
    {
        foreach ((string name, Delegate original) in _originals)
            _methods[name] = original;
    }

    private sealed class Hook(string name, ProcessFunction process, IServiceCatalog service, ObservedProcessor observer)
    {
        public static readonly MethodInfo Method = typeof(Hook).GetMethod(nameof(ProcessAsync))!;

        public Task ProcessAsync(int seqid, TProtocol iprot, TProtocol oprot, CancellationToken cancellationToken) => observer.IsToObserve(iprot)
            ? observer.ProcessLateAsync(service, name, process, seqid, iprot, oprot, cancellationToken)
            : process(seqid, iprot, oprot, cancellationToken);
    }
}
