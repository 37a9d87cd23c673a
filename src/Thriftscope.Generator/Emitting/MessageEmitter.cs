using Thriftscope.Generator.Naming;
using Thriftscope.Idl;

namespace Thriftscope.Generator.Emitting;

/// <summary>The classes of a function's arguments and of its reply.</summary>
internal sealed class MessageEmitter(CodeWriter code, CSharpNames names)
{
    // Of a trace context: see TrailingFieldDialect.
    private const int ContextFieldId = 8888;

    private readonly FieldsEmitter _fields = new(code, names);

    public void Arguments(IdlFunction function, FunctionNames named)
    {
        UniqueNames variables = new();
        FieldShape[] fields = [.. function.Arguments.Select(a => new FieldShape(a, named.PropertyOf(a), names, variables, isArgument: true))];
        FieldShape[] required = [.. fields.Where(f => f.IsRequiredMember)];
        code.Line($"/// <summary>The arguments of {function.Name}.</summary>");
        code.Block($"public sealed class {named.Arguments} : {names.Known.ThriftMessage}", () =>
        {
            List<Action> members = [];
            foreach (FieldShape field in required.Where(f => f.IsValueType))
                members.Add(() => code.Line($"private bool {Has(field)};"));
            foreach (FieldShape field in fields)
                members.Add(() => code.Line(field.Declaration("set", isGiven: false)));
            if (required.Length > 0)
                members.Add(() => Missing(required));
            if (fields.FirstOrDefault(f => f.Field.Id == ContextFieldId) is { } context)
                members.Add(() => Context(context));
            members.Add(() => Write(() =>
            {
                foreach (FieldShape field in fields)
                    _fields.Write(field, owner: null);
            }));
            members.Add(() => Read(() =>
            {
                foreach (FieldShape field in fields)
                    _fields.ReadCase(field.Field.Type, field.Field.Id, value => $"{field.Access} = {value};", required.Contains(field) && field.IsValueType ? [$"{Has(field)} = true;", "return true;"] : ["return true;"]);
            }));
            code.Separated(members, static member => member());
        });
    }

    /// <summary>Whether a function's reply is never anything but empty.</summary>
    public static bool HasEmptyReply(IdlFunction function) => function.ReturnType is null && function.Throws.Count == 0;

    public void Reply(IdlFunction function, FunctionNames named)
    {
        code.Line($"/// <summary>The reply of {function.Name}.</summary>");
        code.Block($"public sealed class {named.Reply} : ThriftReply<{ResultOf(function)}>", () =>
        {
            List<Action> members = [];
            if (function.Throws.Count > 0)
                members.Add(() => SetException(function));
            members.Add(() => Write(() => WriteOutcome(function)));
            members.Add(() => Read(() =>
            {
                if (function.ReturnType is not null)
                    _fields.ReadCase(function.ReturnType, 0, static value => $"Result = {value};", "return true;");
                foreach (IdlField exception in function.Throws)
                    _fields.ReadCase(exception.Type, exception.Id, static value => $"Exception = {value};", "return true;");
            }));
            code.Separated(members, static member => member());
        });
    }

    /// <summary>The type of a function's result; <c>object?</c> where there is none.</summary>
    public string ResultOf(IdlFunction function) => function.ReturnType is null ? "object?" : TypeNames.CSharp(function.ReturnType, names);

    private static string Has(FieldShape field) => "_has" + field.Name.TrimStart('@');

    private void Context(FieldShape field)
    {
        code.Line("protected override bool HasContextField => true;");
        if (field.Field.Type.Resolved is not IdlMapType { Key.Resolved.Kind: IdlTypeKind.String, Value.Resolved.Kind: IdlTypeKind.String })
            return;
        code.Line();
        code.Line($"protected override Dictionary<string, string>? ContextEntries {{ get => {field.Access}; set => {field.Access} = value!; }}");
    }

    private void Missing(FieldShape[] required)
    {
        code.Line("protected override string? MissingField =>");
        code.Indented(() =>
        {
            foreach (FieldShape field in required)
                code.Line($"{(field.IsValueType ? "!" + Has(field) : $"{field.Access} is null")} ? {CSharpText.Literal(field.Field.Name)} :");
            code.Line("null;");
        });
    }

    private void SetException(IdlFunction function) => code.Block($"public override bool TrySetException({names.Known["ThriftDeclaredException"]} exception)", () =>
    {
        foreach (IGrouping<IdlType, IdlField> exception in function.Throws.GroupBy(e => e.Type.Resolved))
        {
            IdlStruct type = (IdlStruct)exception.Key;
            code.Line($"Exception ??= As<{names.FullNameOf(type)}>(exception, {CSharpText.Literal(type.Name)});");
        }

        code.Line("return Exception is not null;");
    });

    private void WriteOutcome(IdlFunction function)
    {
        if (function.ReturnType is not null)
            code.Statement("if (HasResult)", () => _fields.WriteValue(function.ReturnType, 0, "success", "Result"));
        UniqueNames variables = new();
        foreach (IGrouping<IdlType, IdlField> exception in function.Throws.GroupBy(e => e.Type.Resolved))
        {
            IdlField field = exception.First();
            string variable = variables.Take(CSharpText.Camel(field.Name) + "Value");
            code.Statement($"if (Exception is {names.FullNameOf((IdlStruct)exception.Key)} {variable})", () => _fields.WriteValue(field, variable));
        }
    }

    private void Write(Action body)
    {
        code.Line("public override void WriteFields<TWriter>(ref TWriter writer)");
        code.Block(body);
    }

    private void Read(Action cases)
    {
        code.Line($"public override bool ReadField<TReader>(ref TReader reader, {names.Known.ThriftType} type, short id)");
        code.Block(() =>
        {
            code.Block("switch (id)", cases);
            code.Line("return false;");
        });
    }
}
