using Thriftscope.Idl;

namespace Thriftscope.Schema;

/// <summary>Builds the run-time form of a checked model. Each definition is built once, so that recursive types close.</summary>
internal sealed class SchemaBuilder
{
    private static readonly Dictionary<IdlTypeKind, TypeSchema> BaseTypes = new()
    {
        [IdlTypeKind.Bool] = new BoolSchema(),
        [IdlTypeKind.I8] = new I8Schema(),
        [IdlTypeKind.I16] = new I16Schema(),
        [IdlTypeKind.I32] = new I32Schema(),
        [IdlTypeKind.I64] = new I64Schema(),
        [IdlTypeKind.Double] = new DoubleSchema(),
        [IdlTypeKind.String] = new StringSchema(),
        [IdlTypeKind.Binary] = new BinarySchema(),
        [IdlTypeKind.Uuid] = new UuidSchema(),
    };

    private readonly Dictionary<IdlDefinedType, TypeSchema> _defined = [];
    private readonly Dictionary<IdlService, ServiceSchema> _services = [];
    private readonly Queue<(StructSchema Schema, IdlStruct Definition)> _unfilled = new();
    private bool _filling;

    public TypeSchema Type(IdlType type) => type.Resolved switch
    {
        IdlBaseType t => BaseTypes[t.Kind],
        IdlListType t => Type(t.Element).ListOf(),
        IdlSetType t => Type(t.Element).SetOf(),
        IdlMapType t => Type(t.Key).MapTo(Type(t.Value)),
        IdlEnum t => Enum(t),
        IdlStruct t => Struct(t),
        var other => throw new InvalidOperationException($"Unexpected type {other}"),
    };

    public EnumSchema Enum(IdlEnum definition)
    {
        if (!_defined.TryGetValue(definition, out TypeSchema? known))
            _defined[definition] = known = new EnumSchema(definition);
        return (EnumSchema)known;
    }

    public StructSchema Struct(IdlStruct definition)
    {
        if (_defined.TryGetValue(definition, out TypeSchema? known))
            return (StructSchema)known;
        StructSchema schema = new(definition.Name, definition.StructKind);
        _defined[definition] = schema;
        _unfilled.Enqueue((schema, definition));
        if (!_filling)
            Fill();
        return schema;
    }

    // One after the other and not one inside the other: a long chain of structs would use up the stack.
    private void Fill()
    {
        _filling = true;
        while (_unfilled.TryDequeue(out (StructSchema Schema, IdlStruct Definition) next))
            next.Schema.SetFields(Fields(next.Definition.Fields));
        _filling = false;
    }

    public ServiceSchema Service(IdlService definition)
    {
        if (_services.TryGetValue(definition, out ServiceSchema? known))
            return known;
        IEnumerable<MethodSchema> inherited = definition.Base is null ? [] : Service(definition.Base).Methods;
        return _services[definition] = new ServiceSchema(definition.Name, definition.Functions.Select(Method).Concat(inherited));
    }

    private MethodSchema Method(IdlFunction function)
    {
        StructSchema arguments = new(function.Name, IdlStructKind.Struct);
        arguments.SetFields(Fields(function.Arguments));

        TypeSchema? returnType = function.ReturnType is null ? null : Type(function.ReturnType);
        List<FieldSchema> outcomes = [];
        if (returnType is not null)
            outcomes.Add(new FieldSchema(0, "success", returnType, IdlRequiredness.Optional, null, 0));
        foreach (IdlField exception in function.Throws)
            outcomes.Add(new FieldSchema(exception.Id, exception.Name, Type(exception.Type), IdlRequiredness.Optional, null, outcomes.Count));
        StructSchema result = new(function.Name, IdlStructKind.Struct);
        result.SetFields(outcomes);
        return new MethodSchema(function.Name, function.IsOneway, arguments, returnType, result, IsIdempotent(function));
    }

    private static bool IsIdempotent(IdlFunction function) =>
        function.Annotations.LastOrDefault(a => a.Name == "idempotent") is { } annotation && annotation.Value is not ("false" or "0");

    private IEnumerable<FieldSchema> Fields(IReadOnlyList<IdlField> fields) =>
        fields.Select((f, index) => new FieldSchema(f.Id, f.Name, Type(f.Type), f.Requiredness, f.Default, index));
}
