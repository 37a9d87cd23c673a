using FsCheck;
using FsCheck.Fluent;
using Thriftscope.Schema;

namespace Thriftscope.Tests.Random;

/// <summary>A random schema and a value of it; printed when a property fails.</summary>
internal sealed record RandomCase(string Idl, ThriftModule Module, ThriftStruct Value)
{
    private const int Depth = 3;

    /// <summary>Values of structs, unions and exceptions.</summary>
    public static Gen<RandomCase> Structs =>
        from idl in RandomIdl.Documents
        let module = Tests.Idl.Load(idl)
        from name in Gen.Elements("Root", "Root", "S", "U", "X")
        from value in RandomValue.Struct(module.Struct(name), Depth)
        select new RandomCase(idl, module, value);

    /// <summary>Arguments of a method.</summary>
    public static Gen<RandomCase> Arguments =>
        from idl in RandomIdl.Documents
        let module = Tests.Idl.Load(idl)
        from method in Gen.Elements(module.Service("V").Schema.Methods.ToArray())
        from value in RandomValue.Struct(method.Arguments, Depth)
        select new RandomCase(idl, module, value);

    /// <summary>Results of the method <c>call</c>: its value, or its exception.</summary>
    public static Gen<RandomCase> Results =>
        from idl in RandomIdl.Documents
        let module = Tests.Idl.Load(idl)
        let schema = module.Service("V").Schema.FindMethod("call")!.Result
        from outcome in Gen.Elements(schema.Fields.ToArray())
        from value in RandomValue.Of(outcome.Type, Depth)
        select new RandomCase(idl, module, new ThriftStruct(schema) { [outcome.Name] = value });

    /// <summary>The same cases at every run.</summary>
    public static IReadOnlyList<RandomCase> Sample(Gen<RandomCase> cases, int count, ulong seed) =>
        [.. cases.Sample(count, new Rnd(seed), 20)];

    public override string ToString() => $"{Idl}{Environment.NewLine}{Value}";
}
