using Thriftscope.Idl.Diagnostics;
using Thriftscope.Idl.Syntax;

namespace Thriftscope.Idl.Binding;

/// <summary>Finds the type that a piece of syntax names.</summary>
internal sealed class TypeBinder(Scope scope, DiagnosticBag diagnostics)
{
    public IdlType Bind(TypeSyntax syntax) => syntax switch
    {
        BaseTypeSyntax type => new IdlBaseType(type.Kind, type.Annotations),
        ContainerTypeSyntax { Kind: IdlTypeKind.List } type => new IdlListType(Bind(type.Arguments[0]), type.CppType, type.Annotations),
        ContainerTypeSyntax { Kind: IdlTypeKind.Set } type => new IdlSetType(Bind(type.Arguments[0]), type.CppType, type.Annotations),
        ContainerTypeSyntax type => new IdlMapType(Bind(type.Arguments[0]), Bind(type.Arguments[1]), type.CppType, type.Annotations),
        _ => BindName((NamedTypeSyntax)syntax),
    };

    private IdlType BindName(NamedTypeSyntax syntax)
    {
        switch (scope.Find(syntax.Name))
        {
            case IdlDefinedType type:
                return type;
            case { } definition:
                diagnostics.Add(Rules.NotAType, syntax.Location, syntax.Name, definition.Describe());
                break;
            case null when syntax.Name == "slist":
                diagnostics.Add(Rules.SlistRemoved, syntax.Location);
                break;
            case null when !scope.IsBroken(syntax.Name):
                string suggestion = diagnostics.Suggest(syntax.Name, scope.Names<IdlDefinedType>().Concat(Keywords.BaseTypes.Keys));
                diagnostics.Add(Rules.UnknownType, syntax.Location, syntax.Name, suggestion);
                break;
        }

        return IdlBaseType.Unresolved;
    }
}
