using Thriftscope.Idl.Diagnostics;
using Thriftscope.Idl.Syntax;

namespace Thriftscope.Idl.Binding;

/// <summary>Converts a map of field names to values to a struct, a union or an exception.</summary>
internal sealed class StructValueBinder(ValueBinder values, DiagnosticBag diagnostics)
{
    private readonly Dictionary<IdlStruct, Shape> _shapes = [];

    public IdlStructValue? Bind(MapSyntax syntax, IdlStruct type)
    {
        Shape shape = ShapeOf(type);
        List<KeyValuePair<IdlField, IdlValue>> fields = [];
        HashSet<IdlField> set = [];
        bool isGood = true;
        foreach (KeyValuePair<ValueSyntax, ValueSyntax> entry in syntax.Entries)
        {
            if (BindName(entry.Key, type, shape, set) is { } field && values.Bind(entry.Value, field.Type) is { } value)
            {
                fields.Add(new(field, value));
            }
            else
            {
                isGood = false;
            }
        }

        return HasRightFields(syntax, type, shape, set) && isGood ? new IdlStructValue(type, fields) : null;
    }

    private IdlField? BindName(ValueSyntax key, IdlStruct type, Shape shape, HashSet<IdlField> set)
    {
        if (key is not LiteralSyntax name)
        {
            diagnostics.Add(Rules.FieldNameExpected, key.Location, type.Name, Describe(key));
        }
        else if (!shape.ByName.TryGetValue(name.Value, out IdlField? field))
        {
            diagnostics.Add(Rules.UnknownField, key.Location, type.Name, name.Value, diagnostics.Suggest(name.Value, shape.ByName.Keys));
        }
        else if (!set.Add(field))
        {
            diagnostics.Add(Rules.FieldSetTwice, key.Location, field.Name);
        }
        else
        {
            return field;
        }

        return null;
    }

    private bool HasRightFields(MapSyntax syntax, IdlStruct type, Shape shape, HashSet<IdlField> set)
    {
        if (type.StructKind == IdlStructKind.Union && set.Count > 1)
        {
            diagnostics.Add(Rules.TwoUnionValues, syntax.Location, type.Name, set.Count);
            return false;
        }

        IdlField? missing = shape.Required.Find(f => !set.Contains(f));
        if (missing is not null)
        {
            diagnostics.Add(Rules.RequiredFieldMissing, syntax.Location, missing.Name, type.Name);
        }

        return missing is null;
    }

    private Shape ShapeOf(IdlStruct type)
    {
        if (!_shapes.TryGetValue(type, out Shape? shape))
        {
            shape = new Shape(
                type.Fields.ToDictionary(f => f.Name),
                [.. type.Fields.Where(f => f is { Requiredness: IdlRequiredness.Required, HasDefault: false })]);
            _shapes.Add(type, shape);
        }

        return shape;
    }

    private static string Describe(ValueSyntax syntax) => syntax switch
    {
        ReferenceSyntax reference => $"'{reference.Name}'",
        ListSyntax => "a list",
        MapSyntax => "a map",
        _ => "another value",
    };

    /// <summary>What a value of a struct is checked against. Many values may be of one struct.</summary>
    private sealed record Shape(Dictionary<string, IdlField> ByName, List<IdlField> Required);
}
