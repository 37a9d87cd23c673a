using Thriftscope.Idl.Diagnostics;
using Thriftscope.Idl.Syntax;

namespace Thriftscope.Idl.Binding;

/// <summary>Evaluates the constants of a document, in the order in which they need each other, and the defaults of its fields.</summary>
internal sealed class ConstantBinder
{
    private readonly Dictionary<IdlConstant, ConstantSyntax> _pending;
    private readonly HashSet<IdlConstant> _open = [];
    private readonly ValueBinder _values;
    private readonly DiagnosticBag _diagnostics;

    public ConstantBinder(Scope scope, IEnumerable<(ConstantSyntax Syntax, IdlConstant Definition)> constants, DiagnosticBag diagnostics)
    {
        _pending = constants.ToDictionary(c => c.Definition, c => c.Syntax);
        _values = new ValueBinder(scope, ValueOf, diagnostics);
        _diagnostics = diagnostics;
    }

    public void BindDefaults(IEnumerable<(IdlField Field, ValueSyntax Value)> defaults)
    {
        foreach ((IdlField field, ValueSyntax value) in defaults)
        {
            field.Default = _values.Bind(value, field.Type);
        }
    }

    /// <returns>The value; <see langword="null"/> when it has an error.</returns>
    public IdlValue? ValueOf(IdlConstant constant)
    {
        if (_open.Contains(constant))
        {
            _diagnostics.Add(Rules.ConstantCycle, constant.Location, constant.Name);
            return null;
        }

        if (_pending.TryGetValue(constant, out ConstantSyntax? syntax))
        {
            _open.Add(constant);
            constant.Value = _values.Bind(syntax.Value, constant.Type)!;
            _open.Remove(constant);
            _pending.Remove(constant);
        }

        return constant.Value;
    }
}
