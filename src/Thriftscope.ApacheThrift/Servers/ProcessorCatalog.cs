using System.Collections;
using System.Reflection;
using Thrift.Processor;
using Thrift.Protocol;
using Thriftscope.ApacheThrift.Generated;

namespace Thriftscope.ApacheThrift.Servers;

/// <summary>
/// The services behind a processor: a generated one, several behind a multiplexed one, or either inside a processor of the program's
/// own. The handlers of all of them are watched.
/// </summary>
internal sealed class ProcessorCatalog : IServiceCatalog, IDisposable
{
    // Peers can send any number of names to a processor that does not tell which it knows.
    private const int MaxUnlistedMethods = 1000;
    private const int MaxUnlistedName = 256;

    private readonly ITAsyncProcessor _processor;
    private readonly string? _serviceName;
    private readonly GeneratedService? _service;
    private readonly IDictionary? _methods;
    private readonly HashSet<string> _unlisted = new(StringComparer.Ordinal);
    private readonly TMultiplexedProcessor? _multiplexed;
    private readonly Lock _refreshing = new();
    private MethodHooks? _hooks;
    private Dictionary<string, ProcessorCatalog> _services = new(StringComparer.Ordinal);

    private ProcessorCatalog(ITAsyncProcessor processor, string? serviceName)
    {
        _serviceName = serviceName;
        _processor = FindKnown(processor, []) ?? processor;
        _multiplexed = _processor as TMultiplexedProcessor;
        if (_multiplexed is not null)
        {
            Refresh(_multiplexed);
        }
        else
        {
            _service = GeneratedService.Of(_processor.GetType());
            _methods = MethodsOf(_processor);
            HandlerWatch.Attach(_processor);
        }
    }

    public static ProcessorCatalog Of(ITAsyncProcessor processor, string? serviceName = null) => new(processor, serviceName);

    public ServedMethod Resolve(string messageName)
    {
        if (_multiplexed is null)
        {
            // Only of a method that exists: what is known of methods is kept, and peers can send any number of names.
            bool isKnown = IsKnown(messageName);
            return new ServedMethod(_serviceName ?? _service!.Name, messageName, isKnown, isKnown ? _service!.Method(messageName) : null);
        }

        // Services may be registered at any time.
        if (ApacheFields.Processors(_multiplexed).Count != _services.Count)
            Refresh(_multiplexed);
        int separator = messageName.IndexOf(TMultiplexedProtocol.Separator, StringComparison.Ordinal);
        if (separator < 0 || !_services.TryGetValue(messageName[..separator], out ProcessorCatalog? service))
            return new ServedMethod("", messageName, IsKnown: false, Shape: null);
        return service.Resolve(messageName[(separator + 1)..]);
    }

    /// <summary>Has requests observed that an unobserved connection gives to the processors.</summary>
    public void HookMethods(ObservedProcessor observer)
    {
        if (_methods is not null)
            _hooks ??= new MethodHooks(_methods, this, observer);
        foreach (ProcessorCatalog service in _services.Values)
            service.HookMethods(observer);
    }

    /// <summary>Watches the handlers no more.</summary>
    public void Dispose()
    {
        _hooks?.Dispose();
        HandlerWatch.Detach(_processor);
        foreach (ProcessorCatalog service in _services.Values)
            service.Dispose();
    }

    private bool IsKnown(string method)
    {
        if (_methods is not null)
            return _methods.Contains(method);
        if (method.Length > MaxUnlistedName)
            return false;
        lock (_unlisted)
            return _unlisted.Contains(method) || (_unlisted.Count < MaxUnlistedMethods && _unlisted.Add(method));
    }

    private void Refresh(TMultiplexedProcessor multiplexed)
    {
        // Two requests that find the same new service must not both watch its handler.
        lock (_refreshing)
        {
            _services = ApacheFields.Processors(multiplexed)
                .ToDictionary(p => p.Key, p => _services.GetValueOrDefault(p.Key) ?? Of(p.Value, p.Key), StringComparer.Ordinal);
        }
    }

    /// <summary>Looks for a processor whose services can be told, in the fields of one whose can't.</summary>
    private static ITAsyncProcessor? FindKnown(ITAsyncProcessor processor, HashSet<ITAsyncProcessor> seen)
    {
        if (!seen.Add(processor))
            return null;
        if (processor is TMultiplexedProcessor || MethodsOf(processor) is not null)
            return processor;
        return InstanceFields.Of(processor.GetType())
            .Select(f => f.GetValue(processor))
            .OfType<ITAsyncProcessor>()
            .Select(inner => FindKnown(inner, seen))
            .FirstOrDefault(found => found is not null);
    }

    private static IDictionary? MethodsOf(ITAsyncProcessor processor) =>
        InstanceFields.Of(processor.GetType()).FirstOrDefault(f => f.Name == "processMap_")?.GetValue(processor) as IDictionary;
}
