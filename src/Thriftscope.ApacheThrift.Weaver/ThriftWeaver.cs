using System.Reflection;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Thriftscope.ApacheThrift.Weaver;

/// <summary>
/// Makes a copy of Apache Thrift's library that announces every client and server as it is constructed. The constructors of the base
/// classes call <c>ThriftInstrumentor.Announce</c>, so that no subclass can be missed, whoever wrote or generated it.
/// </summary>
internal static class ThriftWeaver
{
    /// <summary>The assembly metadata that says that a copy is woven; <c>ThriftInstrumentor</c> looks for it.</summary>
    public const string Marker = "Thriftscope.Woven";

    private const string InstrumentorAssembly = "Thriftscope.ApacheThrift";

    /// <summary>Writes the woven copy. A library that is woven already is copied as it is.</summary>
    /// <returns>Whether something was woven.</returns>
    /// <exception cref="WeavingException">The file is no library of Apache Thrift's, or one that is too old.</exception>
    /// <exception cref="IOException">A file can't be read or written.</exception>
    public static bool Weave(string source, string destination)
    {
        using ThriftLibrary library = ThriftLibrary.Read(source);
        if (library.Attributes.Any(IsMarker))
        {
            if (Path.GetFullPath(source) != Path.GetFullPath(destination))
                File.Copy(source, destination, overwrite: true);
            return false;
        }

        MethodReference announce = ImportAnnounce(library.Module);
        foreach (MethodDefinition constructor in library.Announced.SelectMany(t => t.Methods).Where(m => m.IsConstructor && !m.IsStatic && !CallsItsOwn(m)))
            AnnounceBeforeReturn(constructor, announce);
        library.Attributes.Add(CreateMarker(library.Module));
        ForgetNativeCodeAndSignature(library.Module);

        // Written at once, so that a failure leaves no half file that looks up to date.
        using MemoryStream woven = new();
        library.Write(woven);
        File.WriteAllBytes(destination, woven.ToArray());
        return true;
    }

    private static bool IsMarker(CustomAttribute attribute) =>
        attribute.AttributeType.FullName == typeof(AssemblyMetadataAttribute).FullName && Equals(attribute.ConstructorArguments[0].Value, Marker);

    /// <summary>Whether a constructor begins with <c>: this(…)</c>; the other one announces.</summary>
    private static bool CallsItsOwn(MethodDefinition constructor) => constructor.Body.Instructions.Any(i =>
        i.OpCode == OpCodes.Call && i.Operand is MethodReference { Name: ".ctor" } called && called.DeclaringType.FullName == constructor.DeclaringType.FullName);

    private static void AnnounceBeforeReturn(MethodDefinition constructor, MethodReference announce)
    {
        ILProcessor il = constructor.Body.GetILProcessor();
        foreach (Instruction @return in constructor.Body.Instructions.Where(i => i.OpCode == OpCodes.Ret).ToArray())
        {
            // The return becomes the first of the new instructions: a jump to it must not skip them.
            @return.OpCode = OpCodes.Ldarg_0;
            Instruction call = il.Create(OpCodes.Call, announce);
            il.InsertAfter(@return, call);
            il.InsertAfter(call, il.Create(OpCodes.Ret));
        }

        constructor.Body.MaxStackSize = Math.Max(constructor.Body.MaxStackSize, 1);
    }

    private static MethodReference ImportAnnounce(ModuleDefinition module)
    {
        // Version 0.0.0.0 is content with any: the package manager decides which one the program has.
        AssemblyNameReference assembly = new(InstrumentorAssembly, new Version(0, 0, 0, 0));
        module.AssemblyReferences.Add(assembly);
        TypeReference instrumentor = new(InstrumentorAssembly, "ThriftInstrumentor", module, assembly);
        MethodReference announce = new("Announce", module.TypeSystem.Void, instrumentor);
        announce.Parameters.Add(new ParameterDefinition(module.TypeSystem.Object));
        return announce;
    }

    private static CustomAttribute CreateMarker(ModuleDefinition module)
    {
        TypeReference type = new(typeof(AssemblyMetadataAttribute).Namespace, nameof(AssemblyMetadataAttribute), module, module.TypeSystem.CoreLibrary);
        MethodReference constructor = new(".ctor", module.TypeSystem.Void, type) { HasThis = true };
        constructor.Parameters.Add(new ParameterDefinition(module.TypeSystem.String));
        constructor.Parameters.Add(new ParameterDefinition(module.TypeSystem.String));
        string version = typeof(ThriftWeaver).Assembly.GetName().Version!.ToString(3);
        CustomAttribute marker = new(constructor);
        marker.ConstructorArguments.Add(new CustomAttributeArgument(module.TypeSystem.String, Marker));
        marker.ConstructorArguments.Add(new CustomAttributeArgument(module.TypeSystem.String, version));
        return marker;
    }

    // A published library may carry code compiled ahead of time, which is that of the old constructors, and then is for one machine
    // only: https://github.com/dotnet/runtime/blob/main/docs/design/coreclr/botr/readytorun-format.md. The runtime compiles anew.
    // The name keeps its public key, so that references to it hold; the signature holds no more, and .NET doesn't check it.
    private static void ForgetNativeCodeAndSignature(ModuleDefinition module)
    {
        if ((module.Attributes & ModuleAttributes.ILOnly) == 0)
        {
            module.Attributes |= ModuleAttributes.ILOnly;
            // How a file says that it runs on any machine.
            module.Architecture = TargetArchitecture.I386;
        }

        module.Attributes &= ~ModuleAttributes.StrongNameSigned;
    }
}
