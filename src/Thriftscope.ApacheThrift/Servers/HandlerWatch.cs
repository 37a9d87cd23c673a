using System.Reflection;
using System.Runtime.CompilerServices;
using Thrift.Processor;
using Thriftscope.ApacheThrift.Generated;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Servers;

/// <summary>Puts a <see cref="HandlerProxy"/> around the handler of a generated processor, and takes it away again.</summary>
internal static class HandlerWatch
{
    private static readonly ConditionalWeakTable<ITAsyncProcessor, Watched> Processors = [];

    public static void Attach(ITAsyncProcessor processor)
    {
        lock (Processors)
        {
            if (Processors.TryGetValue(processor, out Watched? watched))
            {
                watched.Users++;
                return;
            }

            FieldInfo[] fields = [.. HandlerFields(processor)];
            if (fields.Length == 0 || fields[0].GetValue(processor) is not { } handler)
                return;
            try
            {
                // The fields of the base services take it as well: the last interface extends theirs.
                object proxy = HandlerProxy.Around(handler, fields[0].FieldType);
                Processors.Add(processor, new Watched(handler));
                Set(processor, fields, proxy);
            }
            catch (Exception e)
            {
                // An interface that no proxy can be made for. Its handler's exceptions stay unseen.
                ThriftscopeEventSource.Log.CallbackFailed(nameof(HandlerWatch), e);
            }
        }
    }

    public static void Detach(ITAsyncProcessor processor)
    {
        lock (Processors)
        {
            if (!Processors.TryGetValue(processor, out Watched? watched) || --watched.Users > 0)
                return;
            Set(processor, HandlerFields(processor), watched.Handler);
            _ = Processors.Remove(processor);
        }
    }

    private static void Set(ITAsyncProcessor processor, IEnumerable<FieldInfo> fields, object handler)
    {
        foreach (FieldInfo field in fields)
            field.SetValue(processor, handler);
    }

    // Calculator.AsyncProcessor has a field of the type Calculator.IAsync, and so has the processor of each base service.
    private static IEnumerable<FieldInfo> HandlerFields(ITAsyncProcessor processor) => InstanceFields.Of(processor.GetType())
        .Where(f => f.FieldType.IsInterface && f.FieldType.IsNested && f.FieldType.DeclaringType == f.DeclaringType!.DeclaringType);

    private sealed class Watched(object handler)
    {
        public object Handler => handler;

        public int Users { get; set; } = 1;
    }
}
