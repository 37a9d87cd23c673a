using Thriftscope.Idl.Diagnostics;
using Thriftscope.Idl.Syntax;

namespace Thriftscope.Idl.Binding;

/// <summary>Converts a written value to the type that is asked for. <see langword="null"/> means that an error was reported.</summary>
internal sealed class ValueBinder
{
    private readonly DiagnosticBag _diagnostics;
    private readonly ScalarBinder _scalars;
    private readonly ReferenceBinder _references;
    private readonly StructValueBinder _structs;

    /// <summary>How deep this binder is in its own recursion, through nested values and through constants that refer to constants.</summary>
    private int _depth;

    public ValueBinder(Scope scope, Func<IdlConstant, IdlValue?> valueOf, DiagnosticBag diagnostics)
    {
        _diagnostics = diagnostics;
        _scalars = new ScalarBinder(diagnostics);
        _references = new ReferenceBinder(scope, valueOf, _scalars, diagnostics);
        _structs = new StructValueBinder(this, diagnostics);
    }

    public IdlValue? Bind(ValueSyntax syntax, IdlType type)
    {
        if (type.Resolved == IdlBaseType.Unresolved)
        {
            return null;
        }

        if (_depth == Limits.Depth)
        {
            _diagnostics.Add(Rules.ConstantTooDeep, syntax.Location, Limits.Depth);
            return null;
        }

        _depth++;
        IdlValue? value = BindHere(syntax, type);
        _depth--;
        return value;
    }

    private IdlValue? BindHere(ValueSyntax syntax, IdlType type) => syntax switch
    {
        BooleanSyntax boolean => _scalars.FromBoolean(boolean.Value, type, syntax.Location),
        IntegerSyntax integer => _scalars.FromInteger(integer.Value, type, syntax.Location),
        DoubleSyntax number => _scalars.FromDouble(number.Value, type, syntax.Location),
        LiteralSyntax literal => _scalars.FromString(literal.Value, type, syntax.Location),
        ReferenceSyntax reference => _references.Bind(reference, type),
        ListSyntax list => WithinLimits(BindList(list, type), syntax),
        MapSyntax map => WithinLimits(BindMap(map, type), syntax),
        _ => null,
    };

    private IdlValue? BindList(ListSyntax syntax, IdlType type)
    {
        switch (type.Resolved)
        {
            case IdlListType list:
                List<IdlValue?> items = [.. syntax.Items.Select(i => Bind(i, list.Element))];
                return items.Contains(null) ? null : new IdlListValue(items!);
            case IdlSetType set:
                return BindSet(syntax, set.Element);
            case IdlMapType when syntax.Items.Count == 0:
                // Brackets and braces are exchanged easily where nothing stands between them.
                return new IdlMapValue([]);
            default:
                return _scalars.Wrong(type, "a list", syntax.Location);
        }
    }

    private IdlListValue? BindSet(ListSyntax syntax, IdlType element)
    {
        var distinct = new HashSet<IdlValue>(IdlValueComparer.Instance);
        List<IdlValue> items = [];
        bool isGood = true;
        foreach (ValueSyntax item in syntax.Items)
        {
            if (Bind(item, element) is not { } value)
            {
                isGood = false;
            }
            else if (distinct.Add(value))
            {
                items.Add(value);
            }
            else
            {
                _diagnostics.Add(Rules.DuplicateItem, item.Location);
            }
        }

        return isGood ? new IdlListValue(items) : null;
    }

    private IdlValue? BindMap(MapSyntax syntax, IdlType type)
    {
        switch (type.Resolved)
        {
            case IdlMapType map:
                return BindMap(syntax, map);
            case IdlStruct @struct:
                return _structs.Bind(syntax, @struct);
            case IdlSetType or IdlListType when syntax.Entries.Count == 0:
                return new IdlListValue([]);
            default:
                return _scalars.Wrong(type, "a map", syntax.Location);
        }
    }

    private IdlMapValue? BindMap(MapSyntax syntax, IdlMapType type)
    {
        var positions = new Dictionary<IdlValue, int>(IdlValueComparer.Instance);
        List<KeyValuePair<IdlValue, IdlValue>> entries = [];
        bool isGood = true;
        foreach (KeyValuePair<ValueSyntax, ValueSyntax> entry in syntax.Entries)
        {
            IdlValue? key = Bind(entry.Key, type.Key);
            IdlValue? value = Bind(entry.Value, type.Value);
            if (key is null || value is null)
            {
                isGood = false;
            }
            else if (positions.TryGetValue(key, out int position))
            {
                _diagnostics.Add(Rules.DuplicateKey, entry.Key.Location);
                entries[position] = new(key, value);
            }
            else
            {
                positions.Add(key, entries.Count);
                entries.Add(new(key, value));
            }
        }

        return isGood ? new IdlMapValue(entries) : null;
    }

    private IdlValue? WithinLimits(IdlValue? value, ValueSyntax syntax)
    {
        if (value is { Depth: > Limits.Depth })
        {
            _diagnostics.Add(Rules.ConstantTooDeep, syntax.Location, Limits.Depth);
            return null;
        }

        if (value is { Size: > Limits.ConstantSize })
        {
            _diagnostics.Add(Rules.ConstantTooBig, syntax.Location, Limits.ConstantSize);
            return null;
        }

        return value;
    }
}
