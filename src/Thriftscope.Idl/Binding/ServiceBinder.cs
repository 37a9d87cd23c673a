using Thriftscope.Idl.Diagnostics;
using Thriftscope.Idl.Syntax;

namespace Thriftscope.Idl.Binding;

/// <summary>Binds services: first the functions and the base of each, then what concerns several of them.</summary>
internal sealed class ServiceBinder(Scope scope, TypeBinder types, FieldBinder fields, DiagnosticBag diagnostics)
{
    public void Bind(IReadOnlyList<(ServiceSyntax Syntax, IdlService Service)> services)
    {
        foreach ((ServiceSyntax syntax, IdlService service) in services)
        {
            service.Base = BindBase(syntax);
            service.Functions = [.. syntax.Functions.Select(BindFunction)];
        }

        foreach ((ServiceSyntax syntax, IdlService service) in services)
        {
            CheckAncestors(syntax, service);
        }

        var functionNames = new Dictionary<IdlService, HashSet<string>>();
        foreach ((_, IdlService service) in services)
        {
            CheckFunctionNames(service, functionNames);
        }
    }

    private IdlService? BindBase(ServiceSyntax syntax)
    {
        if (syntax.Base is not { } name)
        {
            return null;
        }

        switch (scope.Find(name.Text))
        {
            case IdlService service:
                return service;
            case { } definition:
                diagnostics.Add(Rules.NotAService, name.Location, name.Text, definition.Describe());
                break;
            case null when !scope.IsBroken(name.Text):
                diagnostics.Add(Rules.UnknownService, name.Location, name.Text, diagnostics.Suggest(name.Text, scope.Names<IdlService>()));
                break;
        }

        return null;
    }

    private IdlFunction BindFunction(FunctionSyntax syntax)
    {
        if (syntax is { IsOneway: true, ReturnType: not null })
        {
            diagnostics.Add(Rules.OnewayWithResult, syntax.ReturnType.Location, syntax.Name.Text);
        }

        if (syntax is { IsOneway: true, Throws.Count: > 0 })
        {
            diagnostics.Add(Rules.OnewayWithThrows, syntax.Throws[0].Type.Location, syntax.Name.Text);
        }

        return new IdlFunction(syntax.Name.Text, syntax.Name.Location)
        {
            IsOneway = syntax.IsOneway,
            ReturnType = syntax.ReturnType is null ? null : types.Bind(syntax.ReturnType),
            Arguments = fields.Bind(syntax.Arguments),
            Throws = BindThrows(syntax),
            Documentation = syntax.Documentation,
            Annotations = syntax.Annotations,
        };
    }

    private IReadOnlyList<IdlField> BindThrows(FunctionSyntax syntax)
    {
        IReadOnlyList<IdlField> throws = fields.Bind(syntax.Throws);
        foreach (IdlField field in throws)
        {
            if (field.Id == 0)
            {
                diagnostics.Add(Rules.ThrowsIdZero, field.Location, field.Name);
            }

            IdlType type = field.Type.Resolved;
            if (type is not IdlStruct { StructKind: IdlStructKind.Exception } && type != IdlBaseType.Unresolved)
            {
                diagnostics.Add(Rules.ThrowsNoException, field.Location, field.Name, field.Type);
            }
        }

        return throws;
    }

    /// <summary>Cuts a cycle where it is found, so that whoever follows <see cref="IdlService.Base"/> comes to an end.</summary>
    private void CheckAncestors(ServiceSyntax syntax, IdlService service)
    {
        List<IdlService> chain = [service];
        for (IdlService? ancestor = service.Base; ancestor is not null; ancestor = ancestor.Base)
        {
            chain.Add(ancestor);
            if (ancestor == service)
            {
                diagnostics.Add(Rules.ServiceCycle, syntax.Base!.Location, Chain.Format([.. chain.Select(s => s.Name)]));
                service.Base = null;
                return;
            }

            if (chain.Count > Limits.Depth)
            {
                // Perhaps also a cycle further up, which is reported where it closes.
                if (chain.Distinct().Count() == chain.Count)
                {
                    diagnostics.Add(Rules.ServiceTooDeep, syntax.Base!.Location, service.Name, Limits.Depth);
                }

                service.Base = null;
                return;
            }
        }
    }

    private void CheckFunctionNames(IdlService service, Dictionary<IdlService, HashSet<string>> known)
    {
        HashSet<string> own = [];
        foreach (IdlFunction function in service.Functions)
        {
            IdlService? owner = own.Add(function.Name) ? Ancestors(service).FirstOrDefault(a => NamesOf(a).Contains(function.Name)) : service;
            if (owner is not null)
            {
                diagnostics.Add(Rules.DuplicateFunction, function.Location, owner.Name, function.Name);
            }
        }

        HashSet<string> NamesOf(IdlService ancestor)
        {
            if (!known.TryGetValue(ancestor, out HashSet<string>? names))
            {
                names = [.. ancestor.Functions.Select(f => f.Name)];
                known.Add(ancestor, names);
            }

            return names;
        }
    }

    private static IEnumerable<IdlService> Ancestors(IdlService service)
    {
        for (IdlService? ancestor = service.Base; ancestor is not null; ancestor = ancestor.Base)
        {
            yield return ancestor;
        }
    }
}
