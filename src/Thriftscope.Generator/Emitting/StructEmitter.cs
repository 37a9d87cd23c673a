using Thriftscope.Generator.Naming;
using Thriftscope.Idl;

namespace Thriftscope.Generator.Emitting;

/// <summary>A struct or union as a record, an exception as a class that can be thrown.</summary>
internal sealed class StructEmitter
{
    private const string Writes = "where TWriter : IThriftWriter, allows ref struct";
    private const string Reads = "where TReader : IThriftReader, allows ref struct";

    private readonly CodeWriter _code;
    private readonly IdlStruct _type;
    private readonly CSharpNames _names;
    private readonly CodecEmitter _codec;
    private readonly string _name;
    private readonly FieldShape[] _fields;

    private StructEmitter(CodeWriter code, IdlStruct type, CSharpNames names)
    {
        _code = code;
        _type = type;
        _names = names;
        _codec = new CodecEmitter(code, names);
        _name = names.NameOf(type);
        _fields = [.. type.Fields.Select(f => new FieldShape(f, names, IsUnion))];
    }

    private bool IsUnion => _type.StructKind == IdlStructKind.Union;

    private bool IsException => _type.StructKind == IdlStructKind.Exception;

    private bool HasRequiredMembers => _fields.Any(f => f is { IsRequired: true, Default: null });

    public static void Emit(CodeWriter code, IdlStruct type, CSharpNames names) => new StructEmitter(code, type, names).Emit();

    private void Emit()
    {
        string kind = _type.StructKind.ToString().ToLowerInvariant();
        Documentation.Write(_code, _type.Documentation, $"The {kind} {_type.Name} of {_type.Document.Name}.thrift.", _type.Annotations);
        string head = IsException
            ? $"public sealed partial class {_name} : ThriftDeclaredException, IThriftStruct<{_name}>"
            : $"public sealed partial record {_name} : IThriftStruct<{_name}>";
        _code.Block(head, () =>
        {
            List<Action> members = [];
            if (IsException || HasRequiredMembers)
                members.Add(Constructors);
            foreach (FieldShape field in _fields)
                members.Add(() => Property(field));
            if (IsUnion)
                members.AddRange(_fields.Select(f => (Action)(() => Factory(f))));
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
        string baseCall = IsException ? $" : base({CSharpText.Literal(_type.Name)})" : "";
        _code.Line($"/// <summary>Makes one{(HasRequiredMembers ? ", whose required fields must be given" : "")}.</summary>");
        _code.Block($"public {_name}(){baseCall}", () => { });
        if (!HasRequiredMembers)
            return;
        _code.Line();
        _code.Line("// For reading, which sees to the required fields itself.");
        _code.Line("[SetsRequiredMembers]");
        _code.Block($"private {_name}(GeneratedCode.Reading _){baseCall}", () =>
        {
            foreach (FieldShape field in _fields.Where(f => f is { IsRequired: true, Default: null, IsValueType: false }))
                _code.Line($"{field.Name} = null!;");
        });
    }

    private void Property(FieldShape field)
    {
        Documentation.Write(_code, field.Field.Documentation, $"The field {field.Field.Name}.", field.Field.Annotations);
        _code.Line(field.Declaration(IsUnion ? "init" : "set"));
    }

    private void Factory(FieldShape field)
    {
        _code.Line($"/// <summary>Makes one with <see cref=\"{field.Name}\"/>.</summary>");
        _code.Line($"public static {_name} Of{field.Name.TrimStart('@')}({field.Type} value) => new() {{ {field.Name} = value }};");
    }

    private void ExceptionMembers()
    {
        _code.Line("/// <inheritdoc/>");
        _code.Line("public override string Message => ToString();");
    }

    private void WriteMethod()
    {
        _code.Line("/// <inheritdoc/>");
        _code.Line("public void Write<TWriter>(ref TWriter writer)");
        _code.Indented(() => _code.Line(Writes));
        _code.Block("", () =>
        {
            if (IsUnion)
                _code.Line($"GeneratedCode.CheckUnion({CSharpText.Literal(_type.Name)}, {SetCount()});");
            _code.Line("writer.WriteStructBegin();");
            foreach (FieldShape field in _fields)
                WriteField(field);
            _code.Line("writer.WriteStructEnd();");
        });
    }

    private string SetCount() =>
        _fields.Length == 0 ? "0" : string.Join(" + ", _fields.Select(f => $"({f.Name} is null ? 0 : 1)"));

    private void WriteField(FieldShape field)
    {
        string value = field.Name;
        void Field()
        {
            _code.Line($"writer.WriteFieldBegin({TypeNames.Wire(field.Field.Type)}, {field.Field.Id}, {CSharpText.Literal(field.Field.Name)});");
            _codec.Write(field.Field.Type, value);
            _code.Line("writer.WriteFieldEnd();");
        }

        if (field.IsOptional)
        {
            value = CSharpText.Camel(field.Field.Name) + "Value";
            _code.Block($"if ({field.Name} is {{ }} {value})", Field);
        }
        else
        {
            if (field is { IsRequired: true, IsValueType: false })
                _code.Line($"GeneratedCode.CheckRequired({field.Name}, {CSharpText.Literal(_type.Name)}, {CSharpText.Literal(field.Field.Name)});");
            Field();
        }
    }

    private void ReadMethod()
    {
        _code.Line("/// <inheritdoc/>");
        _code.Line($"public static {_name} Read<TReader>(ref TReader reader)");
        _code.Indented(() => _code.Line(Reads));
        FieldShape[] required = [.. _fields.Where(f => f.IsRequired)];
        _code.Block("", () =>
        {
            _code.Line(HasRequiredMembers ? $"{_name} value = new(default(GeneratedCode.Reading));" : $"{_name} value = new();");
            foreach (FieldShape field in required)
                _code.Line($"bool has{field.Name.TrimStart('@')} = false;");
            _code.Line("reader.ReadStructBegin();");
            _code.Block("while (reader.ReadFieldBegin(out ThriftType type, out short id))", () =>
            {
                _code.Block("switch (id)", () =>
                {
                    foreach (FieldShape field in _fields)
                        ReadField(field);
                    _code.Line("default:");
                    _code.Indented(() => _code.Lines("reader.Skip(type);", "break;"));
                });
                _code.Line();
                _code.Line("reader.ReadFieldEnd();");
            });
            _code.Line();
            _code.Line("reader.ReadStructEnd();");
            foreach (FieldShape field in required)
            {
                _code.Line($"if (!has{field.Name.TrimStart('@')})");
                _code.Indented(() => _code.Line($"throw GeneratedCode.MissingField({CSharpText.Literal(_type.Name)}, {CSharpText.Literal(field.Field.Name)}, reader.Consumed);"));
            }

            _code.Line("return value;");
        });
    }

    private void ReadField(FieldShape field)
    {
        _code.Line($"case {field.Field.Id} when type == {TypeNames.Wire(field.Field.Type)}:");
        _code.Line("{");
        _code.Indented(() =>
        {
            _codec.Read(field.Field.Type, $"value.{field.Name}");
            if (field.IsRequired)
                _code.Line($"has{field.Name.TrimStart('@')} = true;");
            _code.Line("break;");
        });
        _code.Lines("}", "");
    }

    private void Equality()
    {
        _code.Line("/// <summary>Whether both have equal fields; collections are compared by what is in them.</summary>");
        _code.Line($"public bool Equals({_name}? other) =>");
        _code.Indented(() =>
        {
            string[] terms = [.. _fields.Select(f => $"ThriftComparer.AreEqual({f.Name}, other.{f.Name})")];
            _code.Line(terms.Length == 0
                ? "other is not null;"
                : $"ReferenceEquals(this, other) || (other is not null\n{string.Join("\n", terms.Select(t => $"            && {t}"))});");
        });
        _code.Line();
        _code.Line("/// <inheritdoc/>");
        _code.Block("public override int GetHashCode()", () =>
        {
            _code.Line("HashCode hash = default;");
            foreach (FieldShape field in _fields)
                _code.Line($"hash.Add(ThriftComparer.HashOf({field.Name}));");
            _code.Line("return hash.ToHashCode();");
        });
    }

    private void Text()
    {
        _code.Line("/// <summary>The fields that have a value, by their names in the IDL.</summary>");
        string fields = string.Concat(_fields.Select(f => $".Add({CSharpText.Literal(f.Field.Name)}, {f.Name})"));
        _code.Line($"public override string ToString() => new ThriftText({CSharpText.Literal(_type.Name)}){fields}.ToString();");
    }
}
