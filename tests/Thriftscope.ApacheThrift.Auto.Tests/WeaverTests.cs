using System.Reflection;
using System.Reflection.Emit;
using Mono.Cecil;
using Thrift;
using Thriftscope.ApacheThrift.Weaver;
using OpCodes = System.Reflection.Emit.OpCodes;

namespace Thriftscope.ApacheThrift.Auto.Tests;

public sealed class WeaverTests : IDisposable
{
    private static readonly string Original = typeof(TBaseClient).Assembly.Location;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Flavours => [.. Directory.GetFiles(PackageFolder, "Thrift.dll", SearchOption.AllDirectories)
        .Select(f => Path.GetFileName(Path.GetDirectoryName(f)!))];

    private static string PackageFolder => Path.Combine(
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
        "apachethrift",
        ThriftLibrary.MinimumVersion.ToString(3),
        "lib");

    private string Woven => _folder.File("Woven.dll");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Flavours))]
    public void The_constructors_of_clients_and_servers_announce_in_every_flavour_of_the_library(string flavour)
    {
        ThriftWeaver.Weave(Path.Combine(PackageFolder, flavour, "Thrift.dll"), Woven).ShouldBeTrue();

        using AssemblyDefinition woven = AssemblyDefinition.ReadAssembly(Woven);
        Announcements(woven, "Thrift.TBaseClient").ShouldBe([1]);
        Announcements(woven, "Thrift.Server.TServer").ShouldBe([1]);
        woven.Name.FullName.ShouldBe(typeof(TBaseClient).Assembly.FullName);
    }

    [Fact]
    public void The_called_method_and_the_marker_are_those_of_the_instrumentor()
    {
        _ = ThriftWeaver.Weave(Original, Woven);

        using AssemblyDefinition woven = AssemblyDefinition.ReadAssembly(Woven);
        MethodReference announce = Calls(woven.MainModule.GetType("Thrift.TBaseClient").Methods.Single(m => m.IsConstructor)).Single();
        announce.DeclaringType.FullName.ShouldBe(typeof(ThriftInstrumentor).FullName);
        announce.DeclaringType.Scope.Name.ShouldBe(typeof(ThriftInstrumentor).Assembly.GetName().Name);
        MethodInfo method = typeof(ThriftInstrumentor).GetMethod(announce.Name, [typeof(object)])!;
        method.IsStatic.ShouldBeTrue();
        method.ReturnType.ShouldBe(typeof(void));
        woven.CustomAttributes.ShouldContain(a => a.AttributeType.Name == nameof(AssemblyMetadataAttribute) && (string)a.ConstructorArguments[0].Value == "Thriftscope.Woven");
    }

    [Fact]
    public void The_oldest_version_is_that_which_the_instrumentor_is_compiled_against()
    {
        typeof(ThriftInstrumentor).Assembly.GetReferencedAssemblies().Single(a => a.Name == "Thrift").Version.ShouldBe(ThriftLibrary.MinimumVersion);
    }

    [Fact]
    public void The_same_library_gives_the_same_bytes()
    {
        _ = ThriftWeaver.Weave(Original, Woven);
        byte[] first = File.ReadAllBytes(Woven);
        _ = ThriftWeaver.Weave(Original, Woven);

        File.ReadAllBytes(Woven).ShouldBe(first);
    }

    [Fact]
    public void A_woven_library_is_copied_as_it_is()
    {
        string copy = _folder.File("Copy.dll");
        _ = ThriftWeaver.Weave(Original, Woven);

        ThriftWeaver.Weave(Woven, copy).ShouldBeFalse();
        ThriftWeaver.Weave(Woven, Woven).ShouldBeFalse();

        File.ReadAllBytes(copy).ShouldBe(File.ReadAllBytes(Woven));
    }

    [Fact]
    public void Each_way_out_of_a_constructor_announces_once()
    {
        string library = _folder.File("Thrift.dll");
        WriteLibrary(library, ThriftLibrary.MinimumVersion, withServer: true);

        _ = ThriftWeaver.Weave(library, Woven);

        using AssemblyDefinition woven = AssemblyDefinition.ReadAssembly(Woven);
        // One constructor returns at two places; the other one calls it, and so announces nothing itself.
        Announcements(woven, "Thrift.TBaseClient").ShouldBe([2, 0]);
        // The announcement is met also by the jump to the return.
        MethodDefinition constructor = woven.MainModule.GetType("Thrift.TBaseClient").Methods.First(m => m.IsConstructor);
        constructor.Body.Instructions.Where(i => i.OpCode == Mono.Cecil.Cil.OpCodes.Ret).ShouldAllBe(i => i.Previous.OpCode == Mono.Cecil.Cil.OpCodes.Call);
        Mono.Cecil.Cil.Instruction target = (Mono.Cecil.Cil.Instruction)constructor.Body.Instructions
            .Single(i => i.OpCode.FlowControl == Mono.Cecil.Cil.FlowControl.Cond_Branch).Operand;
        target.OpCode.ShouldBe(Mono.Cecil.Cil.OpCodes.Ldarg_0);
    }

    [Fact]
    public void A_library_that_is_too_old_is_refused_with_the_version_to_take()
    {
        string library = _folder.File("Thrift.dll");
        WriteLibrary(library, new Version(0, 22, 0, 0), withServer: true);

        ShouldBeRefused(library, "version 0.25.0 or later of the package ApacheThrift");
    }

    [Fact]
    public void A_library_without_servers_is_refused()
    {
        string library = _folder.File("Thrift.dll");
        WriteLibrary(library, ThriftLibrary.MinimumVersion, withServer: false);

        ShouldBeRefused(library, "has no Thrift.Server.TServer");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public void A_file_that_is_cut_is_refused(int length)
    {
        string library = _folder.File("Thrift.dll");
        File.WriteAllBytes(library, File.ReadAllBytes(Original)[..length]);

        ShouldBeRefused(library, "not a whole one");
    }

    [Fact]
    public void A_file_of_zeros_is_refused()
    {
        string library = _folder.File("Thrift.dll");
        File.WriteAllBytes(library, new byte[10_000]);

        ShouldBeRefused(library, "is no .NET assembly");
    }

    private static IEnumerable<int> Announcements(AssemblyDefinition assembly, string type) =>
        assembly.MainModule.GetType(type).Methods.Where(m => m.IsConstructor && !m.IsStatic).Select(m => Calls(m).Count());

    private static IEnumerable<MethodReference> Calls(MethodDefinition method) =>
        method.Body.Instructions.Select(i => i.Operand).OfType<MethodReference>().Where(m => m.Name == nameof(ThriftInstrumentor.Announce));

    /// <summary>A library of the same shape, whose client has two constructors: <c>(bool)</c> returns early, <c>()</c> calls it.</summary>
    private static void WriteLibrary(string path, Version version, bool withServer)
    {
        PersistedAssemblyBuilder assembly = new(new AssemblyName("Thrift") { Version = version }, typeof(object).Assembly);
        ModuleBuilder module = assembly.DefineDynamicModule("Thrift");
        TypeBuilder client = module.DefineType("Thrift.TBaseClient", System.Reflection.TypeAttributes.Public);
        ConstructorBuilder first = client.DefineConstructor(System.Reflection.MethodAttributes.Public, CallingConventions.Standard, [typeof(bool)]);
        ILGenerator il = first.GetILGenerator();
        System.Reflection.Emit.Label end = il.DefineLabel();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(object).GetConstructor([])!);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Brtrue_S, end);
        il.Emit(OpCodes.Ret);
        il.MarkLabel(end);
        il.Emit(OpCodes.Ret);
        ILGenerator second = client.DefineConstructor(System.Reflection.MethodAttributes.Public, CallingConventions.Standard, []).GetILGenerator();
        second.Emit(OpCodes.Ldarg_0);
        second.Emit(OpCodes.Ldc_I4_1);
        second.Emit(OpCodes.Call, first);
        second.Emit(OpCodes.Ret);
        _ = client.CreateType();
        if (withServer)
            _ = module.DefineType("Thrift.Server.TServer", System.Reflection.TypeAttributes.Public).CreateType();
        assembly.Save(path);
    }

    private void ShouldBeRefused(string library, string hint)
    {
        WeavingException refusal = Should.Throw<WeavingException>(() => ThriftWeaver.Weave(library, Woven));

        refusal.Message.ShouldContain(hint);
        refusal.Message.ShouldContain(library);
        File.Exists(Woven).ShouldBeFalse();
    }
}
