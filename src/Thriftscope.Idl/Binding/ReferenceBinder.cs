using Thriftscope.Idl.Diagnostics;
using Thriftscope.Idl.Syntax;

namespace Thriftscope.Idl.Binding;

/// <summary>Finds what a name in a value refers to: <c>CONSTANT</c>, <c>Enum.MEMBER</c>, or either behind the name of an include.</summary>
internal sealed class ReferenceBinder(
    Scope scope, Func<IdlConstant, IdlValue?> valueOf, ScalarBinder scalars, DiagnosticBag diagnostics)
{
    private readonly TypeIdentity _types = new();

    public IdlValue? Bind(ReferenceSyntax syntax, IdlType type)
    {
        if (scope.Find(syntax.Name) is IdlConstant constant)
        {
            return valueOf(constant) is { } value ? Convert(value, constant, type, syntax) : null;
        }

        (string prefix, string name) = Scope.Split(syntax.Name);
        if (scope.Find(prefix) is IdlDefinedType { Resolved: IdlEnum @enum } &&
            @enum.Find(name) is { } member)
        {
            return scalars.FromMember(member, type, syntax.Location);
        }

        ReportUnknown(syntax, type);
        return null;
    }

    private IdlValue? Convert(IdlValue value, IdlConstant constant, IdlType type, ReferenceSyntax syntax)
    {
        if (_types.AreSame(constant.Type, type))
        {
            return value;
        }

        return value switch
        {
            IdlIntegerValue { Member: { } member } => scalars.FromMember(member, type, syntax.Location),
            IdlIntegerValue integer => scalars.FromInteger(integer.Value, type, syntax.Location),
            IdlDoubleValue number => scalars.FromDouble(number.Value, type, syntax.Location),
            IdlBooleanValue boolean => scalars.FromBoolean(boolean.Value, type, syntax.Location),
            IdlStringValue text => scalars.FromString(text.Value, type, syntax.Location),
            _ => scalars.Wrong(type, $"the constant '{syntax.Name}' of type {constant.Type}", syntax.Location),
        };
    }

    private void ReportUnknown(ReferenceSyntax syntax, IdlType type)
    {
        (string prefix, _) = Scope.Split(syntax.Name);
        if (scope.IsBroken(syntax.Name) || scope.IsBroken(prefix))
        {
            return;
        }

        if (type.Resolved is IdlEnum expected && expected.Find(syntax.Name) is not null)
        {
            string file = expected.Document == scope.Document ? "" : expected.Document.Name + ".";
            diagnostics.Add(Rules.UnqualifiedMember, syntax.Location, $"{file}{expected.Name}.{syntax.Name}");
            return;
        }

        IEnumerable<string> members = scope.Find(prefix) is IdlEnum @enum ? @enum.Members.Select(m => $"{prefix}.{m.Name}") : [];
        string suggestion = diagnostics.Suggest(syntax.Name, scope.Names<IdlConstant>().Concat(members));
        diagnostics.Add(Rules.UnknownConstant, syntax.Location, syntax.Name, suggestion);
    }
}
