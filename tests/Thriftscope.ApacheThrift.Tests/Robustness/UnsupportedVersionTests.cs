using System.Reflection;
using System.Runtime.Loader;
using Mono.Cecil;
using Thrift.Server;

namespace Thriftscope.ApacheThrift.Tests.Robustness;

/// <summary>The adapter reaches into private fields: of a library that lacks one it says so, and changes nothing.</summary>
public class UnsupportedVersionTests
{
    public static TheoryData<string, string> Fields => new()
    {
        { "Thrift.Server.TServer", "ProcessorFactory" },
        { "Thrift.TBaseClient", "_inputProtocol" },
        { "Thrift.TBaseClient", "_outputProtocol" },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_library_without_a_field_that_is_needed_is_refused_with_its_name(string type, string field)
    {
        using MemoryStream library = WithoutField(type, field);
        Isolated isolated = new(library);
        Type instrumentor = isolated.LoadFromAssemblyPath(typeof(ThriftInstrumentor).Assembly.Location).GetType(typeof(ThriftInstrumentor).FullName!)!;
        object instance = Activator.CreateInstance(instrumentor, [null, null, "test"])!;
        foreach (object target in Targets(isolated))
        {
            MethodInfo instrument = instrumentor.GetMethods().Single(m => m.Name == "Instrument" && m.GetParameters() is [var first, ..] && first.ParameterType.IsInstanceOfType(target));

            Exception e = Should.Throw<TargetInvocationException>(() => instrument.Invoke(instance, [target, .. Enumerable.Repeat<object?>(null, instrument.GetParameters().Length - 1)]))
                .InnerException.ShouldBeOfType<InvalidOperationException>();

            e.Message.ShouldContain($"{type.Split('.')[^1]}.{field}");
            e.Message.ShouldContain("0.25.0");
        }

        ((IDisposable)instance).Dispose();
        isolated.Unload();
    }

    [Fact]
    public void The_library_as_it_is_is_supported()
    {
        using FileStream library = File.OpenRead(typeof(TServer).Assembly.Location);
        Isolated isolated = new(library);
        Type instrumentor = isolated.LoadFromAssemblyPath(typeof(ThriftInstrumentor).Assembly.Location).GetType(typeof(ThriftInstrumentor).FullName!)!;
        using IDisposable instance = (IDisposable)Activator.CreateInstance(instrumentor, [null, null, "test"])!;
        object server = Targets(isolated).First();

        _ = instrumentor.GetMethod("Instrument", [server.GetType().BaseType!])!.Invoke(instance, [server]);

        isolated.Unload();
    }

    // A server, and a protocol.
    private static IEnumerable<object> Targets(Isolated isolated)
    {
        Assembly thrift = isolated.LoadFromAssemblyName(typeof(TServer).Assembly.GetName());
        object New(string type, params object?[] arguments) => Activator.CreateInstance(thrift.GetType(type)!, arguments)!;
        object protocols = New("Thrift.Protocol.TBinaryProtocol+Factory");
        yield return New("Thrift.Server.TThreadPoolAsyncServer", New("Thrift.Processor.TSingletonProcessorFactory", New("Thrift.Processor.TMultiplexedProcessor")), null, null, protocols);
        object transport = New("Thrift.Transport.Client.TMemoryBufferTransport", New("Thrift.TConfiguration"), 10);
        yield return New("Thrift.Protocol.TBinaryProtocol", transport);
    }

    private static MemoryStream WithoutField(string type, string field)
    {
        using AssemblyDefinition library = AssemblyDefinition.ReadAssembly(typeof(TServer).Assembly.Location);
        library.MainModule.GetType(type).Fields.Single(f => f.Name == field).Name = "renamed";
        MemoryStream stream = new();
        library.Write(stream);
        stream.Position = 0;
        return stream;
    }

    /// <summary>Apache's library from a stream, and the adapter once more on top of it. The rest is the program's.</summary>
    private sealed class Isolated : AssemblyLoadContext
    {
        private readonly Assembly _thrift;

        public Isolated(Stream library)
            : base(isCollectible: true) => _thrift = LoadFromStream(library);

        protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name == _thrift.GetName().Name ? _thrift : null;
    }
}
