using Thriftscope.Idl.Diagnostics;
using Thriftscope.Idl.Syntax;

namespace Thriftscope.Idl.Binding;

/// <summary>Binds the fields of structs, and the arguments and exceptions of functions: their ids, names and types.</summary>
internal sealed class FieldBinder(TypeBinder types, DiagnosticBag diagnostics)
{
    /// <summary>The defaults met so far. They are evaluated when all types are complete.</summary>
    public List<(IdlField Field, ValueSyntax Value)> Defaults { get; } = [];

    public IReadOnlyList<IdlField> Bind(IReadOnlyList<FieldSyntax> syntax, bool areOptional = false)
    {
        var ids = new Dictionary<long, string>();
        var names = new Dictionary<string, SourceLocation>();
        List<IdlField> fields = [];
        long nextImplicit = -1;
        foreach (FieldSyntax field in syntax)
        {
            long id = IdOf(field, ref nextImplicit);
            bool isGood = CheckId(field, id, ids) & CheckName(field, names);
            IdlField bound = BindField(field, (short)id, areOptional);
            if (isGood)
            {
                fields.Add(bound);
            }
        }

        return fields;
    }

    private long IdOf(FieldSyntax field, ref long nextImplicit)
    {
        if (field.Id is not IntegerSyntax id)
        {
            if (field.Id is null)
            {
                diagnostics.Add(Rules.ImplicitFieldId, field.Name.Location, field.Name.Text, nextImplicit);
            }

            return nextImplicit--;
        }

        if (id.Value is <= 0 and >= short.MinValue)
        {
            diagnostics.Add(Rules.FieldIdNotPositive, id.Location, id.Value);
            nextImplicit = id.Value - 1;
        }

        return id.Value;
    }

    private bool CheckId(FieldSyntax field, long id, Dictionary<long, string> ids)
    {
        SourceLocation location = field.Id?.Location ?? field.Name.Location;
        if (id is < short.MinValue or > short.MaxValue)
        {
            diagnostics.Add(Rules.FieldIdOutOfRange, location, id);
            return false;
        }

        if (ids.TryGetValue(id, out string? other))
        {
            diagnostics.Add(Rules.DuplicateFieldId, location, id, field.Name.Text, other);
            return false;
        }

        ids.Add(id, field.Name.Text);
        return true;
    }

    private bool CheckName(FieldSyntax field, Dictionary<string, SourceLocation> names)
    {
        if (names.TryGetValue(field.Name.Text, out SourceLocation first))
        {
            diagnostics.Add(Rules.DuplicateFieldName, field.Name.Location, field.Name.Text, first.Line);
            return false;
        }

        names.Add(field.Name.Text, field.Name.Location);
        return true;
    }

    private IdlField BindField(FieldSyntax syntax, short id, bool isOptional)
    {
        IdlRequiredness requiredness = isOptional ? IdlRequiredness.Optional : syntax.Requiredness;
        var field = new IdlField(id, syntax.Name.Text, requiredness, syntax.Name.Location)
        {
            Type = types.Bind(syntax.Type),
            HasExplicitId = syntax.Id is not null,
            HasDefault = syntax.Default is not null,
            IsReference = syntax.IsReference,
            Documentation = syntax.Documentation,
            Annotations = syntax.Annotations,
        };
        if (syntax.Default is { } value)
        {
            Defaults.Add((field, value));
        }

        return field;
    }
}
