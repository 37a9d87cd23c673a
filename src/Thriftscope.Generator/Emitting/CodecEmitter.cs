using Thriftscope.Generator.Naming;
using Thriftscope.Idl;

namespace Thriftscope.Generator.Emitting;

/// <summary>How values are written and read, in whatever protocol.</summary>
internal sealed class CodecEmitter(CodeWriter code, CSharpNames names)
{
    /// <summary>Writes the statements that write a value.</summary>
    /// <param name="type">The value's type.</param>
    /// <param name="value">An expression without side effects.</param>
    /// <param name="depth">How many collections are around it.</param>
    public void Write(IdlType type, string value, int depth = 0)
    {
        switch (type.Resolved)
        {
            case IdlListType list:
                code.Line($"writer.WriteListBegin({TypeNames.Wire(list.Element)}, {value}.Count);");
                // Of a list's elements, the span is the fastest view; whoever changes the list meanwhile is at fault.
                WriteEach($"CollectionsMarshal.AsSpan({value})", list.Element, depth);
                code.Line("writer.WriteListEnd();");
                break;
            case IdlSetType set:
                code.Line($"writer.WriteSetBegin({TypeNames.Wire(set.Element)}, {value}.Count);");
                WriteEach(value, set.Element, depth);
                code.Line("writer.WriteSetEnd();");
                break;
            case IdlMapType map:
                code.Line($"writer.WriteMapBegin({TypeNames.Wire(map.Key)}, {TypeNames.Wire(map.Value)}, {value}.Count);");
                code.Block($"foreach (({TypeNames.CSharp(map.Key, names)} key{Suffix(depth)}, {TypeNames.CSharp(map.Value, names)} value{Suffix(depth)}) in {value})", () =>
                {
                    Write(map.Key, $"key{Suffix(depth)}", depth + 1);
                    Write(map.Value, $"value{Suffix(depth)}", depth + 1);
                });
                code.Line("writer.WriteMapEnd();");
                break;
            case IdlStruct:
                code.Line($"{value}.Write(ref writer);");
                break;
            case var basic:
                code.Line($"writer.Write{Method(basic)}({(basic.Kind == IdlTypeKind.Enum ? "(int)" : "")}{value});");
                break;
        }
    }

    /// <summary>Writes the statements that read a value into a variable or property.</summary>
    /// <param name="type">The value's type, whose wire type has been checked.</param>
    /// <param name="target">What is assigned.</param>
    /// <param name="depth">How many collections are around it.</param>
    public void Read(IdlType type, string target, int depth = 0)
    {
        string n = Suffix(depth);
        switch (type.Resolved)
        {
            case IdlListType list:
                string element = TypeNames.CSharp(list.Element, names);
                code.Line($"int count{n} = reader.ReadListBegin(out ThriftType element{n});");
                code.Line($"GeneratedCode.CheckElements(count{n}, element{n}, {TypeNames.Wire(list.Element)}, reader.Consumed);");
                code.Line($"List<{element}> list{n} = new(count{n});");
                code.Line($"CollectionsMarshal.SetCount(list{n}, count{n});");
                code.Line($"Span<{element}> span{n} = CollectionsMarshal.AsSpan(list{n});");
                code.Block($"for (int i{n} = 0; i{n} < span{n}.Length; i{n}++)", () => Read(list.Element, $"span{n}[i{n}]", depth + 1));
                code.Line("reader.ReadListEnd();");
                code.Line($"{target} = list{n};");
                break;
            case IdlSetType set:
                string member = TypeNames.CSharp(set.Element, names);
                code.Line($"int count{n} = reader.ReadSetBegin(out ThriftType element{n});");
                code.Line($"GeneratedCode.CheckElements(count{n}, element{n}, {TypeNames.Wire(set.Element)}, reader.Consumed);");
                code.Line($"HashSet<{member}> set{n} = new(count{n}, ThriftComparer.For<{member}>());");
                code.Block($"for (int i{n} = 0; i{n} < count{n}; i{n}++)", () =>
                {
                    code.Line($"{member} member{n};");
                    Read(set.Element, $"member{n}", depth + 1);
                    code.Line($"set{n}.Add(member{n});");
                });
                code.Line("reader.ReadSetEnd();");
                code.Line($"{target} = set{n};");
                break;
            case IdlMapType map:
                string key = TypeNames.CSharp(map.Key, names);
                string value = TypeNames.CSharp(map.Value, names);
                code.Line($"int count{n} = reader.ReadMapBegin(out ThriftType keyType{n}, out ThriftType valueType{n});");
                code.Line($"GeneratedCode.CheckEntries(count{n}, keyType{n}, {TypeNames.Wire(map.Key)}, valueType{n}, {TypeNames.Wire(map.Value)}, reader.Consumed);");
                code.Line($"Dictionary<{key}, {value}> map{n} = new(count{n}, ThriftComparer.For<{key}>());");
                code.Block($"for (int i{n} = 0; i{n} < count{n}; i{n}++)", () =>
                {
                    code.Line($"{key} key{n};");
                    Read(map.Key, $"key{n}", depth + 1);
                    code.Line($"{value} value{n};");
                    Read(map.Value, $"value{n}", depth + 1);
                    code.Line($"map{n}[key{n}] = value{n};");
                });
                code.Line("reader.ReadMapEnd();");
                code.Line($"{target} = map{n};");
                break;
            case IdlStruct composed:
                code.Line($"{target} = {names.FullNameOf(composed)}.Read(ref reader);");
                break;
            case IdlEnum constant:
                code.Line($"{target} = ({names.FullNameOf(constant)})reader.ReadI32();");
                break;
            case var basic:
                code.Line($"{target} = reader.Read{Method(basic)}();");
                break;
        }
    }

    private void WriteEach(string values, IdlType element, int depth) => code.Block(
        $"foreach ({TypeNames.CSharp(element, names)} item{Suffix(depth)} in {values})", () => Write(element, $"item{Suffix(depth)}", depth + 1));

    private static string Suffix(int depth) => depth == 0 ? "" : depth.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Method(IdlType type) => type.Kind == IdlTypeKind.Enum ? "I32" : type.Kind.ToString();
}
