using Thriftscope.Idl.Diagnostics;
using Thriftscope.Idl.Syntax;

namespace Thriftscope.Idl.Binding;

/// <summary>
/// Makes the checked model of one document. Definitions may stand in any order, so each kind of fact is settled for
/// all of them before the next: names, typedefs, fields, services, values.
/// </summary>
internal sealed class DocumentBinder
{
    private readonly IdlDocument _document;
    private readonly DiagnosticBag _diagnostics;
    private readonly Scope _scope;
    private readonly TypeBinder _types;
    private readonly FieldBinder _fields;

    private DocumentBinder(IdlDocument document, DocumentSyntax syntax, IReadOnlyList<Include> includes, DiagnosticBag diagnostics)
    {
        _document = document;
        _diagnostics = diagnostics;
        _scope = new Scope(document, includes, syntax.BrokenNames);
        _types = new TypeBinder(_scope, diagnostics);
        _fields = new FieldBinder(_types, diagnostics);
    }

    /// <returns>The document's names, for those that include it.</returns>
    public static Scope Bind(IdlDocument document, DocumentSyntax syntax, IReadOnlyList<Include> includes, DiagnosticBag diagnostics)
    {
        document.Documentation = syntax.Documentation;
        document.Namespaces = syntax.Namespaces;
        document.CppIncludes = syntax.CppIncludes;
        document.Includes = [.. includes.Select(i => i.Scope?.Document).OfType<IdlDocument>().Distinct()];

        var binder = new DocumentBinder(document, syntax, includes, diagnostics);
        binder.Bind(syntax.Definitions);
        return binder._scope;
    }

    private void Bind(IReadOnlyList<DefinitionSyntax> definitions)
    {
        List<(DefinitionSyntax Syntax, IIdlDefinition Definition)> all = [.. definitions.Select(d => (d, Declare(d)))];

        var enums = Only<EnumSyntax, IdlEnum>(all);
        var enumBinder = new EnumBinder(_diagnostics);
        enums.ForEach(e => enumBinder.Bind(e.Syntax, e.Definition));
        _document.Enums = [.. enums.Select(e => e.Definition)];

        var typedefs = Only<TypedefSyntax, IdlTypedef>(all);
        typedefs.ForEach(t => t.Definition.Target = _types.Bind(t.Syntax.Target));
        _document.Typedefs = [.. typedefs.Select(t => t.Definition)];
        new TypedefResolver(_diagnostics).Resolve(_document.Typedefs);

        var structs = Only<StructSyntax, IdlStruct>(all);
        var structBinder = new StructBinder(_fields, _diagnostics);
        structs.ForEach(s => structBinder.Bind(s.Syntax, s.Definition));
        _document.Structs = [.. structs.Select(s => s.Definition)];

        var services = Only<ServiceSyntax, IdlService>(all);
        new ServiceBinder(_scope, _types, _fields, _diagnostics).Bind(services);
        _document.Services = [.. services.Select(s => s.Definition)];

        BindValues(Only<ConstantSyntax, IdlConstant>(all));
    }

    private void BindValues(List<(ConstantSyntax Syntax, IdlConstant Definition)> constants)
    {
        constants.ForEach(c => c.Definition.Type = _types.Bind(c.Syntax.Type));
        var binder = new ConstantBinder(_scope, constants, _diagnostics);
        _document.Constants = [.. constants.Select(c => c.Definition).Where(c => binder.ValueOf(c) is not null)];
        binder.BindDefaults(_fields.Defaults);
    }

    private IIdlDefinition Declare(DefinitionSyntax syntax)
    {
        (string name, SourceLocation location) = syntax.Name;
        IIdlDefinition definition = syntax switch
        {
            ConstantSyntax => new IdlConstant(name, _document, location) { Documentation = syntax.Documentation, Annotations = syntax.Annotations },
            ServiceSyntax => new IdlService(name, _document, location) { Documentation = syntax.Documentation, Annotations = syntax.Annotations },
            _ => DeclareType(syntax, name, location),
        };
        _scope.Define(definition, _diagnostics);
        return definition;
    }

    private IdlDefinedType DeclareType(DefinitionSyntax syntax, string name, SourceLocation location)
    {
        IdlDefinedType type = syntax switch
        {
            EnumSyntax => new IdlEnum(name, _document, location),
            TypedefSyntax => new IdlTypedef(name, _document, location),
            _ => new IdlStruct(((StructSyntax)syntax).StructKind, name, _document, location),
        };
        type.Documentation = syntax.Documentation;
        type.Annotations = syntax.Annotations;
        return type;
    }

    private static List<(TSyntax Syntax, TDefinition Definition)> Only<TSyntax, TDefinition>(
        IEnumerable<(DefinitionSyntax Syntax, IIdlDefinition Definition)> all)
        where TSyntax : DefinitionSyntax
        where TDefinition : IIdlDefinition =>
        [.. all.Where(d => d.Syntax is TSyntax).Select(d => ((TSyntax)d.Syntax, (TDefinition)d.Definition))];
}
