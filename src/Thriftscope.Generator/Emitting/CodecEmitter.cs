using System.Globalization;
using Thriftscope.Generator.Naming;
using Thriftscope.Idl;

namespace Thriftscope.Generator.Emitting;

/// <summary>How values are written and read, in whatever protocol.</summary>
internal sealed class CodecEmitter(CodeWriter code, CSharpNames names)
{
    // How many collections a value has had so far: the variables of each but the first have its number.
    private int _collections;

    /// <summary>Writes the statements that write a value.</summary>
    /// <param name="type">The value's type.</param>
    /// <param name="value">An expression without side effects.</param>
    public void Write(IdlType type, string value)
    {
        _collections = 0;
        WriteNext(type, value);
    }

    /// <summary>Writes the statements that read a value.</summary>
    /// <param name="type">The value's type, whose wire type has been checked.</param>
    /// <param name="target">What is assigned: a property, a variable, or the declaration of one.</param>
    public void Read(IdlType type, string target)
    {
        _collections = 0;
        ReadNext(type, target);
    }

    private void WriteNext(IdlType type, string value)
    {
        switch (type.Resolved)
        {
            case IdlListType list:
                code.Line($"writer.WriteListBegin({TypeNames.Wire(list.Element, names)}, {value}.Count);");
                // Of a list's elements, the span is the fastest view; whoever changes the list meanwhile is at fault.
                WriteEach($"{names.Known.CollectionsMarshal}.AsSpan({value})", list.Element);
                code.Line("writer.WriteListEnd();");
                break;
            case IdlSetType set:
                code.Line($"writer.WriteSetBegin({TypeNames.Wire(set.Element, names)}, {value}.Count);");
                WriteEach(value, set.Element);
                code.Line("writer.WriteSetEnd();");
                break;
            case IdlMapType map:
                string n = NextNumber();
                code.Line($"writer.WriteMapBegin({TypeNames.Wire(map.Key, names)}, {TypeNames.Wire(map.Value, names)}, {value}.Count);");
                code.Statement($"foreach (({TypeNames.CSharp(map.Key, names)} key{n}, {TypeNames.CSharp(map.Value, names)} value{n}) in {value})", () =>
                {
                    WriteElement(map.Key, $"key{n}");
                    WriteElement(map.Value, $"value{n}");
                });
                code.Line("writer.WriteMapEnd();");
                break;
            case IdlStruct:
                code.Line($"{value}.Write(ref writer);");
                break;
            case IdlEnum:
                code.Line($"writer.WriteI32((int){value});");
                break;
            case var basic:
                code.Line($"writer.Write{basic.Kind}({value});");
                break;
        }
    }

    private void WriteEach(string values, IdlType element)
    {
        string n = NextNumber();
        code.Statement($"foreach ({TypeNames.CSharp(element, names)} item{n} in {values})", () => WriteElement(element, $"item{n}"));
    }

    // A collection that is null has no place in another, nor has a string.
    private void WriteElement(IdlType type, string value) => WriteNext(
        type,
        TypeNames.IsValueType(type) ? value : $"{names.Known.GeneratedCode}.NotNull({value})");

    private void ReadNext(IdlType type, string target)
    {
        switch (type.Resolved)
        {
            case IdlListType list:
                ReadList(list, target);
                break;
            case IdlSetType set:
                ReadSet(set, target);
                break;
            case IdlMapType map:
                ReadMap(map, target);
                break;
            case IdlStruct composed:
                code.Line($"{target} = {names.QualifierOf(composed)}.Read(ref reader);");
                break;
            case IdlEnum constant:
                code.Line($"{target} = ({names.FullNameOf(constant)})reader.ReadI32();");
                break;
            case var basic:
                code.Line($"{target} = reader.Read{basic.Kind}();");
                break;
        }
    }

    private void ReadList(IdlListType list, string target)
    {
        string n = NextNumber();
        string element = TypeNames.CSharp(list.Element, names);
        code.Lines(
            $"int count{n} = reader.ReadListBegin(out {names.Known.ThriftType} element{n});",
            $"{names.Known.GeneratedCode}.CheckElements(count{n}, element{n}, {TypeNames.Wire(list.Element, names)}, reader.Consumed);",
            $"List<{element}> list{n} = new(count{n});",
            // Not one by one: each Add would look whether there is room.
            $"{names.Known.CollectionsMarshal}.SetCount(list{n}, count{n});",
            $"Span<{element}> items{n} = {names.Known.CollectionsMarshal}.AsSpan(list{n});");
        code.Statement($"for (int i{n} = 0; i{n} < items{n}.Length; i{n}++)", () => ReadNext(list.Element, $"items{n}[i{n}]"));
        code.Line("reader.ReadListEnd();");
        code.Line($"{target} = list{n};");
    }

    private void ReadSet(IdlSetType set, string target)
    {
        string n = NextNumber();
        string member = TypeNames.CSharp(set.Element, names);
        code.Lines(
            $"int count{n} = reader.ReadSetBegin(out {names.Known.ThriftType} element{n});",
            $"{names.Known.GeneratedCode}.CheckElements(count{n}, element{n}, {TypeNames.Wire(set.Element, names)}, reader.Consumed);",
            $"HashSet<{member}> set{n} = new(count{n}, {ValueText.Comparer(set.Element, names)});");
        code.Statement($"for (int i{n} = 0; i{n} < count{n}; i{n}++)", () =>
        {
            ReadNext(set.Element, $"{member} member{n}");
            code.Line($"set{n}.Add(member{n});");
        });
        code.Line("reader.ReadSetEnd();");
        code.Line($"{target} = set{n};");
    }

    private void ReadMap(IdlMapType map, string target)
    {
        string n = NextNumber();
        string key = TypeNames.CSharp(map.Key, names);
        string value = TypeNames.CSharp(map.Value, names);
        code.Lines(
            $"int count{n} = reader.ReadMapBegin(out {names.Known.ThriftType} keyType{n}, out {names.Known.ThriftType} valueType{n});",
            $"{names.Known.GeneratedCode}.CheckEntries(count{n}, keyType{n}, {TypeNames.Wire(map.Key, names)}, valueType{n}, {TypeNames.Wire(map.Value, names)}, reader.Consumed);",
            $"Dictionary<{key}, {value}> map{n} = new(count{n}, {ValueText.Comparer(map.Key, names)});");
        code.Statement($"for (int i{n} = 0; i{n} < count{n}; i{n}++)", () =>
        {
            ReadNext(map.Key, $"{key} key{n}");
            ReadNext(map.Value, $"{value} value{n}");
            code.Line($"map{n}[key{n}] = value{n};");
        });
        code.Line("reader.ReadMapEnd();");
        code.Line($"{target} = map{n};");
    }

    private string NextNumber() => ++_collections == 1 ? "" : _collections.ToString(CultureInfo.InvariantCulture);
}
