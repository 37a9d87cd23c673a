using System.Globalization;
using Thriftscope.Generator.Naming;
using Thriftscope.Idl;

namespace Thriftscope.Generator.Emitting;

/// <summary>How values are written and read, in whatever protocol.</summary>
internal sealed class CodecEmitter(CodeWriter code, CSharpNames names)
{
    // How many collections a value has had so far: the variables of each but the first have its number.
    private int _collections;

    private string NotNull => $"{names.Known.GeneratedCode}.NotNull(";

    /// <summary>The kind in the names of the methods that read and write values of a type; <see langword="null"/> for what consists of others.</summary>
    public static string? ValueMethod(IdlType type) => type.Resolved switch
    {
        IdlContainerType or IdlStruct => null,
        IdlEnum => "I32",
        var basic => basic.Kind.ToString(),
    };

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
    /// <param name="use">What is done with the value: a statement with the expression that it is given.</param>
    public void Read(IdlType type, Func<string, string> use)
    {
        _collections = 0;
        ReadNext(type, use);
    }

    private void WriteNext(IdlType type, string value)
    {
        switch (type.Resolved)
        {
            case IdlListType list:
                string items = $"{names.Known.GeneratedCode}.BeginList(ref writer, {TypeNames.Wire(list.Element, names)}, {value})";
                if (ManyOf(list.Element) is { } many)
                    code.Line($"writer.Write{many}Items({AsNumbers(list.Element, items)});");
                else
                    WriteEach(items, list.Element);
                code.Line("writer.WriteListEnd();");
                break;
            case IdlSetType set:
                code.Line($"writer.WriteSetBegin({TypeNames.Wire(set.Element, names)}, {value}.Count);");
                WriteEach(Checked(value), set.Element);
                code.Line("writer.WriteSetEnd();");
                break;
            case IdlMapType map:
                string n = NextNumber();
                code.Line($"writer.WriteMapBegin({TypeNames.Wire(map.Key, names)}, {TypeNames.Wire(map.Value, names)}, {value}.Count);");
                code.Statement($"foreach (({TypeNames.CSharp(map.Key, names)} key{n}, {TypeNames.CSharp(map.Value, names)} value{n}) in {Checked(value)})", () =>
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

    // What is null has no place in a collection.
    private void WriteElement(IdlType type, string value) => WriteNext(type, TypeNames.IsValueType(type) ? value : $"{NotNull}{value})");

    // A collection is asked for its count first, and need not be checked again.
    private string Checked(string value) => value.StartsWith(NotNull, StringComparison.Ordinal) ? value.Substring(NotNull.Length, value.Length - NotNull.Length - 1) : value;

    private void ReadNext(IdlType type, Func<string, string> use)
    {
        string value = type.Resolved switch
        {
            IdlListType list => ReadList(list, NextNumber()),
            IdlSetType set => ReadSet(set, NextNumber()),
            IdlMapType map => ReadMap(map, NextNumber()),
            _ => ReadExpression(type),
        };
        code.Line(use(value));
    }

    private string ReadExpression(IdlType type) => type.Resolved switch
    {
        IdlStruct composed => $"{names.QualifierOf(composed)}.Read(ref reader)",
        IdlEnum constant => $"({names.FullNameOf(constant)})reader.ReadI32()",
        var basic => $"reader.Read{basic.Kind}()",
    };

    private string ReadList(IdlListType list, string n)
    {
        string element = TypeNames.CSharp(list.Element, names);
        code.Lines(
            $"int count{n} = reader.ReadListBegin(out {names.Known.ThriftType} element{n});",
            $"{names.Known.GeneratedCode}.CheckElements(count{n}, element{n}, {TypeNames.Wire(list.Element, names)}, reader.Consumed);",
            $"List<{element}> list{n} = new({Room(n, list.Element)});");
        if (ManyOf(list.Element) is { } many)
        {
            code.Line($"{names.Known.CollectionsMarshal}.SetCount(list{n}, count{n});");
            code.Line($"reader.Read{many}Items({AsNumbers(list.Element, $"{names.Known.CollectionsMarshal}.AsSpan(list{n})")});");
        }
        else
        {
            code.Statement($"for (int i{n} = 0; i{n} < count{n}; i{n}++)", () => ReadNext(list.Element, value => $"list{n}.Add({value});"));
        }

        code.Line("reader.ReadListEnd();");
        return $"list{n}";
    }

    private string ReadSet(IdlSetType set, string n)
    {
        string member = TypeNames.CSharp(set.Element, names);
        code.Lines(
            $"int count{n} = reader.ReadSetBegin(out {names.Known.ThriftType} element{n});",
            $"{names.Known.GeneratedCode}.CheckElements(count{n}, element{n}, {TypeNames.Wire(set.Element, names)}, reader.Consumed);",
            $"HashSet<{member}> set{n} = new({Room(n, set.Element)}, {ValueText.Comparer(set.Element, names)});");
        code.Statement($"for (int i{n} = 0; i{n} < count{n}; i{n}++)", () => ReadNext(set.Element, value => $"set{n}.Add({value});"));
        code.Line("reader.ReadSetEnd();");
        return $"set{n}";
    }

    private string ReadMap(IdlMapType map, string n)
    {
        string key = TypeNames.CSharp(map.Key, names);
        code.Lines(
            $"int count{n} = reader.ReadMapBegin(out {names.Known.ThriftType} keyType{n}, out {names.Known.ThriftType} valueType{n});",
            $"{names.Known.GeneratedCode}.CheckEntries(count{n}, keyType{n}, {TypeNames.Wire(map.Key, names)}, valueType{n}, {TypeNames.Wire(map.Value, names)}, reader.Consumed);",
            $"Dictionary<{key}, {TypeNames.CSharp(map.Value, names)}> map{n} = new({Room(n, map.Key, map.Value)}, {ValueText.Comparer(map.Key, names)});");
        code.Statement($"for (int i{n} = 0; i{n} < count{n}; i{n}++)", () =>
        {
            ReadNext(map.Key, value => $"{key} key{n} = {value};");
            ReadNext(map.Value, value => $"map{n}[key{n}] = {value};");
        });
        code.Line("reader.ReadMapEnd();");
        return $"map{n}";
    }

    // Collections within collections may announce the same bytes as their elements over and over: memory is taken for what is there.
    private string Room(string n, params IdlType[] elements) =>
        elements.Any(e => e.Resolved is IdlStruct or IdlContainerType) ? $"{names.Known.GeneratedCode}.FirstRoom(count{n})" : $"count{n}";

    // Numbers are read and written many at once.
    private static string? ManyOf(IdlType element) => element.Resolved.Kind switch
    {
        IdlTypeKind.I16 or IdlTypeKind.I32 or IdlTypeKind.I64 or IdlTypeKind.Double => element.Resolved.Kind.ToString(),
        IdlTypeKind.Enum => "I32",
        _ => null,
    };

    private string AsNumbers(IdlType element, string items) => element.Resolved is IdlEnum constant
        ? $"{names.Known["MemoryMarshal"]}.Cast<{names.FullNameOf(constant)}, int>({items})"
        : items;

    private string NextNumber() => ++_collections == 1 ? "" : _collections.ToString(CultureInfo.InvariantCulture);
}
