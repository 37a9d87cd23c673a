using Thriftscope.Generator.Naming;
using Thriftscope.Idl;

namespace Thriftscope.Generator.Emitting;

/// <summary>A struct or union as a record, an exception as a class that can be thrown.</summary>
internal sealed class StructEmitter
{
    private readonly CodeWriter _code;
    private readonly IdlStruct _type;
    private readonly CSharpNames _names;
    private readonly FieldsEmitter _codec;
    private readonly string _name;
    private readonly FieldShape[] _fields;
    private readonly FieldShape[] _required;
    private readonly bool _keepsUnknown;

    private StructEmitter(CodeWriter code, IdlStruct type, CSharpNames names)
    {
        _code = code;
        _type = type;
        _names = names;
        _codec = new FieldsEmitter(code, names);
        _name = names.Own[type];
        UniqueNames variables = new();
        _fields = [.. type.Fields.Select(f => new FieldShape(f, names.Own[f], names, variables, isInUnion: type.StructKind == IdlStructKind.Union))];
        _required = [.. _fields.Where(f => f.IsRequiredMember)];
        _keepsUnknown = names.KeepsUnknownFields(type);
    }

    private bool IsUnion => _type.StructKind == IdlStructKind.Union;

    private bool IsException => _type.StructKind == IdlStructKind.Exception;

    private KnownTypes Known => _names.Known;

    public static void Emit(CodeWriter code, IdlStruct type, CSharpNames names) => new StructEmitter(code, type, names).Emit();

    private void Emit()
    {
        string kind = _type.StructKind.ToString().ToLowerInvariant();
        Documentation.Write(_code, _type.Documentation, $"The {kind} {_type.Name} of {_type.Document.Name}.thrift.", _type.Annotations, _names);
        string head = IsException
            ? $"public sealed partial class {_name} : {Known["ThriftDeclaredException"]}, IThriftStruct<{_name}>"
            : $"public sealed partial record {_name} : IThriftStruct<{_name}>";
        _code.Block(head, () =>
        {
            List<Action> members = [];
            if (IsException || _required.Length > 0)
                members.Add(Constructors);
            foreach (FieldShape field in _fields)
                members.Add(() => Property(field));
            if (_keepsUnknown)
                members.Add(UnknownFields);
            if (IsUnion)
                members.AddRange(_fields.Select(f => (Action)(() => Factory(f))));
            members.Add(Schema);
            if (IsException)
                members.Add(ExceptionMembers);
            members.Add(WriteMethod);
            members.Add(ReadMethod);
            if (!IsException)
                members.Add(Equality);
            members.Add(Text);
            _code.Separated(members, static member => member());
        });
    }

    private void Constructors()
    {
        _code.Line($"/// <summary>Makes one{(_required.Length > 0 ? ", whose required fields must be given" : "")}.</summary>");
        Constructor($"public {_name}()", () => { });
        if (_required.Length == 0)
            return;
        _code.Line();
        _code.Line("// For reading, which sees to the required fields itself.");
        _code.Line($"[{Known["SetsRequiredMembers"]}]");
        Constructor($"private {_name}({Known.GeneratedCode}.Reading _)", () =>
        {
            foreach (FieldShape field in _required.Where(f => !f.IsValueType))
                _code.Line($"{field.Access} = null!;");
        });
    }

    private void Constructor(string head, Action body)
    {
        _code.Line(head);
        if (IsException)
            _code.Indented(() => _code.Line($": base({CSharpText.Literal(_type.Name)})"));
        _code.Block(body);
    }

    private void Property(FieldShape field)
    {
        Documentation.Write(_code, field.Field.Documentation, $"The field {field.Field.Name}.", field.Field.Annotations, _names);
        _code.Line(field.Declaration(IsUnion ? "init" : "set", IsException && CSharpNames.HidesBase(field.Name) ? "new " : ""));
    }

    private void UnknownFields()
    {
        _code.Line("/// <summary>Fields that came and that this version of the IDL does not know: they are written again.</summary>");
        _code.Line($"public {Known["ThriftUnknownFields"]}? UnknownFields {{ get; set; }}");
    }

    private void Factory(FieldShape field)
    {
        _code.Line($"/// <summary>Makes one with <see cref=\"{field.Name}\"/>.</summary>");
        _code.Line($"public static {_name} Of{field.Name.TrimStart('@')}({field.Type} value) => new() {{ {field.Name} = value }};");
    }

    private void Schema()
    {
        _code.Line("/// <inheritdoc/>");
        _code.Line($"public static {Known["StructSchema"]} Schema => field ??= {_names.DocumentOf(_type.Document)}.Module.Struct({CSharpText.Literal(_type.Name)});");
        _code.Line();
        _code.Line($"{Known["StructSchema"]} {Known["IThriftStruct"]}.Definition => Schema;");
    }

    private void ExceptionMembers()
    {
        _code.Line("/// <inheritdoc/>");
        _code.Line($"protected override {Known["ThriftStruct"]} ToStruct() => {Known.GeneratedCode}.ToStruct(this);");
    }

    private void WriteMethod()
    {
        _code.Line("/// <inheritdoc/>");
        _code.Line("public void Write<TWriter>(ref TWriter writer)");
        _code.Indented(() => _code.Line($"where TWriter : {Known["IThriftWriter"]}, allows ref struct"));
        _code.Block(() =>
        {
            if (IsUnion)
                _code.Line($"{Known.GeneratedCode}.CheckUnion({CSharpText.Literal(_type.Name)}, {SetCount()});");
            _code.Line("writer.WriteStructBegin();");
            foreach (FieldShape field in _fields)
                _codec.Write(field, _type.Name);
            if (_keepsUnknown)
                _code.Line("UnknownFields?.Write(ref writer);");
            _code.Line("writer.WriteStructEnd();");
        });
    }

    private string SetCount()
    {
        string[] terms = [.. _fields.Select(f => $"({f.Access} is null ? 0 : 1)"), .. _keepsUnknown ? ["(UnknownFields?.Count ?? 0)"] : (string[])[]];
        return terms.Length == 0 ? "0" : string.Join(" + ", terms);
    }

    private void ReadMethod()
    {
        _code.Line("/// <inheritdoc/>");
        _code.Line($"public static {_name} Read<TReader>(ref TReader reader)");
        _code.Indented(() => _code.Line($"where TReader : {Known["IThriftReader"]}, allows ref struct"));
        _code.Block(() =>
        {
            _code.Line("if (reader.NeedsSchema)");
            _code.Indented(() => _code.Line("reader.UseSchema(Schema);"));
            _code.Line(_required.Length > 0 ? $"{_name} result = new(default({Known.GeneratedCode}.Reading));" : $"{_name} result = new();");
            foreach (FieldShape field in _required)
                _code.Line($"bool {Has(field)} = false;");
            _code.Line("reader.ReadStructBegin();");
            _code.Block($"while (reader.ReadFieldBegin(out {Known.ThriftType} type, out short id))", () =>
            {
                if (_fields.Length > 0)
                    _code.Block("switch (id)", Cases);
                else
                    Unknown();
                _code.Line("reader.ReadFieldEnd();");
            });
            _code.Line("reader.ReadStructEnd();");
            foreach (FieldShape field in _required)
            {
                _code.Line($"if (!{Has(field)})");
                _code.Indented(() => _code.Line($"throw {Known.GeneratedCode}.MissingField({CSharpText.Literal(_type.Name)}, {CSharpText.Literal(field.Field.Name)}, reader.Consumed);"));
            }

            _code.Line("return result;");
        });
    }

    private void Cases()
    {
        foreach (FieldShape field in _fields)
        {
            string[] end = field.IsRequiredMember ? [$"{Has(field)} = true;", "break;"] : ["break;"];
            _codec.ReadCase(field.Field.Type, field.Field.Id, value => IsUnion ? $"result = Of{field.Name.TrimStart('@')}({value}){(_keepsUnknown ? " with { UnknownFields = result.UnknownFields }" : "")};" : $"result.{field.Name} = {value};", end);
        }

        _code.Line("default:");
        _code.Indented(() =>
        {
            Unknown();
            _code.Line("break;");
        });
    }

    private void Unknown() => _code.Line(_keepsUnknown ? "(result.UnknownFields ??= new()).Read(ref reader, type, id);" : $"{Known.GeneratedCode}.SkipField(ref reader, type, id);");

    private static string Has(FieldShape field) => "has" + field.Name.TrimStart('@');

    private void Equality()
    {
        _code.Line("/// <summary>Whether both have equal fields; collections are compared by what is in them.</summary>");
        _code.Line($"public bool Equals({_name}? other) =>");
        _code.Indented(() =>
        {
            string[] terms = [.. Members().Select(m => $"{Known.ThriftComparer}.AreEqual({m.Access}, other.{m.Name})")];
            if (terms.Length == 0)
            {
                _code.Line("other is not null;");
                return;
            }

            _code.Line("ReferenceEquals(this, other) || (other is not null");
            _code.Indented(() => _code.Lines([.. terms.Select((t, i) => $"&& {t}{(i == terms.Length - 1 ? ");" : "")}")]));
        });
        _code.Line();
        _code.Line("/// <inheritdoc/>");
        _code.Line("public override int GetHashCode()");
        _code.Block(() =>
        {
            _code.Line($"{Known["HashCode"]} hash = default;");
            foreach ((string access, _) in Members())
                _code.Line($"hash.Add({Known.ThriftComparer}.HashOf({access}));");
            _code.Line("return hash.ToHashCode();");
        });
    }

    private IEnumerable<(string Access, string Name)> Members()
    {
        foreach (FieldShape field in _fields)
            yield return (field.Access, field.Name);
        if (_keepsUnknown)
            yield return ("UnknownFields", "UnknownFields");
    }

    private void Text()
    {
        _code.Line("/// <summary>The fields that have a value, by their names in the IDL.</summary>");
        _code.Line($"{(IsException ? "protected override string Describe()" : "public override string ToString()")} => new {Known["ThriftText"]}({CSharpText.Literal(_type.Name)})");
        _code.Indented(() =>
        {
            foreach (FieldShape field in _fields)
                _code.Line($".Add({CSharpText.Literal(field.Field.Name)}, {field.Access})");
            _code.Line(".ToString();");
        });
    }
}
