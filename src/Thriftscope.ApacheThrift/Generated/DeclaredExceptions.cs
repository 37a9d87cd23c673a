using System.Reflection;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Transport.Client;

namespace Thriftscope.ApacheThrift.Generated;

/// <summary>
/// Finds out which exception has which field id in a generated result struct. No metadata tells: so each exception is put into a result
/// and written to a protocol that notes ids and names.
/// </summary>
internal static class DeclaredExceptions
{
    public static IReadOnlyDictionary<short, string> Of(Type result)
    {
        Dictionary<short, string> names = [];
        foreach (PropertyInfo property in result.GetProperties().Where(p => typeof(Exception).IsAssignableFrom(p.PropertyType) && p.CanWrite))
        {
            try
            {
                TBase probe = (TBase)Activator.CreateInstance(result)!;
                property.SetValue(probe, Activator.CreateInstance(property.PropertyType));
                using NameReader reader = new();
                // A required field of the exception has no value, which may throw, but after the names.
                _ = probe.WriteAsync(reader, CancellationToken.None).ContinueWith(static t => t.Exception, TaskScheduler.Default);
                if (reader is { Id: { } id, Name: { } name })
                    names[id] = name;
            }
            catch (Exception e) when (e is MissingMethodException or TargetInvocationException)
            {
                // Not what the compiler generates: the exception stays without a name.
            }
        }

        return names;
    }

    /// <summary>Notes the first field of the outer struct, and the name of the struct in it. Everything is written at once, to memory.</summary>
    private sealed class NameReader() : TProtocolDecorator(new TBinaryProtocol(new TMemoryBufferTransport(new())))
    {
        private int _depth;

        public short? Id { get; private set; }

        public string? Name { get; private set; }

        public override Task WriteStructBeginAsync(TStruct @struct, CancellationToken cancellationToken)
        {
            if (++_depth == 2)
                Name ??= @struct.Name;
            return Task.CompletedTask;
        }

        public override Task WriteStructEndAsync(CancellationToken cancellationToken)
        {
            _depth--;
            return Task.CompletedTask;
        }

        public override Task WriteFieldBeginAsync(TField field, CancellationToken cancellationToken)
        {
            if (_depth == 1)
                Id ??= field.ID;
            return Task.CompletedTask;
        }
    }
}
