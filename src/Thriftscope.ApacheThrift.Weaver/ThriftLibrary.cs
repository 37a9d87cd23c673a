using Mono.Cecil;

namespace Thriftscope.ApacheThrift.Weaver;

/// <summary>Apache Thrift's library as a file: what must be in it so that it can be woven.</summary>
internal sealed class ThriftLibrary : IDisposable
{
    /// <summary>
    /// What Thriftscope.ApacheThrift is compiled against. The runtime refuses to load an older library for it than that; a test holds
    /// the two together.
    /// </summary>
    public static readonly Version MinimumVersion = new(0, 25, 0, 0);

    // Every generated client and every server has one of them as its base class, and so runs its constructor.
    private static readonly string[] AnnouncedTypes = ["Thrift.TBaseClient", "Thrift.Server.TServer"];

    private readonly AssemblyDefinition _assembly;

    private ThriftLibrary(AssemblyDefinition assembly, TypeDefinition[] announced)
    {
        _assembly = assembly;
        Announced = announced;
    }

    /// <summary>The types whose objects are announced.</summary>
    public IReadOnlyList<TypeDefinition> Announced { get; }

    public ModuleDefinition Module => _assembly.MainModule;

    public ICollection<CustomAttribute> Attributes => _assembly.CustomAttributes;

    public static ThriftLibrary Read(string path)
    {
        AssemblyDefinition assembly = ReadAssembly(path);
        try
        {
            TypeDefinition[] announced = [.. AnnouncedTypes.Select(name => assembly.MainModule.GetType(name)
                ?? throw new WeavingException($"{path} has no {name}: it is {assembly.Name.Name} {assembly.Name.Version}, not Apache Thrift's library. "
                    + "Thriftscope observes programs built on the package ApacheThrift."))];
            return assembly.Name.Version >= MinimumVersion
                ? new ThriftLibrary(assembly, announced)
                : throw new WeavingException($"{path} is Apache Thrift {assembly.Name.Version}, which is too old for Thriftscope. "
                    + $"Build the program with version {MinimumVersion.ToString(3)} or later of the package ApacheThrift.");
        }
        catch
        {
            assembly.Dispose();
            throw;
        }
    }

    public void Write(Stream destination) => _assembly.Write(destination, new WriterParameters { DeterministicMvid = true, Timestamp = 0 });

    public void Dispose() => _assembly.Dispose();

    private static AssemblyDefinition ReadAssembly(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        try
        {
            return AssemblyDefinition.ReadAssembly(new MemoryStream(bytes), new ReaderParameters(ReadingMode.Immediate));
        }
        catch (Exception e)
        {
            // Cecil fails in many ways on files that are cut or of another kind.
            throw new WeavingException($"{path} is no .NET assembly, or not a whole one. Restore or build the program anew.", e);
        }
    }
}
