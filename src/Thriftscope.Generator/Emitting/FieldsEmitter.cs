using Thriftscope.Generator.Naming;
using Thriftscope.Idl;

namespace Thriftscope.Generator.Emitting;

/// <summary>How the fields of a struct, or the arguments of a method, are written and read.</summary>
internal sealed class FieldsEmitter(CodeWriter code, CSharpNames names)
{
    private readonly CodecEmitter _codec = new(code, names);

    /// <summary>Writes a field, if it has a value.</summary>
    /// <param name="field">The field.</param>
    /// <param name="owner">The struct's IDL name; <see langword="null"/> for arguments, which are checked when they are given.</param>
    public void Write(FieldShape field, string? owner)
    {
        if (field.IsOptional || (field.MayBeNull && !field.IsRequired && owner is not null))
        {
            code.Statement($"if ({field.Access} is {{ }} {field.Variable})", () => WriteValue(field.Field, field.Variable));
            return;
        }

        if (field is { IsRequired: true, IsValueType: false } && owner is not null)
            code.Line($"{names.Known.GeneratedCode}.CheckRequired({field.Access}, {CSharpText.Literal(owner)}, {CSharpText.Literal(field.Field.Name)});");
        WriteValue(field.Field, field.Access);
    }

    /// <summary>Writes a field with its value.</summary>
    public void WriteValue(IdlField field, string value) => WriteValue(field.Type, field.Id, field.Name, value);

    /// <summary>Writes a field with its value.</summary>
    public void WriteValue(IdlType type, int id, string name, string value)
    {
        if (CodecEmitter.ValueMethod(type) is { } method)
        {
            string number = type.Resolved.Kind == IdlTypeKind.Enum ? "(int)" : "";
            code.Line($"writer.Write{method}Field({id}, {CSharpText.Literal(name)}, {number}{value});");
            return;
        }

        code.Line($"writer.WriteFieldBegin({TypeNames.Wire(type, names)}, {id}, {CSharpText.Literal(name)});");
        _codec.Write(type, value);
        code.Line("writer.WriteFieldEnd();");
    }

    /// <summary>Writes a case of a switch over the fields' ids that reads one of them.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="id">Its id.</param>
    /// <param name="use">What is done with its value.</param>
    /// <param name="end">What is said at the end.</param>
    public void ReadCase(IdlType type, int id, Func<string, string> use, params string[] end)
    {
        code.Line($"case {id} when type == {TypeNames.Wire(type, names)}:");
        // The variables of collections need a scope.
        bool isScoped = TypeNames.IsContainer(type);
        if (isScoped)
            code.Line("{");
        code.Indented(() =>
        {
            _codec.Read(type, use);
            code.Lines(end);
        });
        if (isScoped)
            code.Line("}");
    }
}
