using Thriftscope.Idl.Diagnostics;
using Thriftscope.Idl.Syntax;

namespace Thriftscope.Idl.Binding;

/// <summary>Binds structs, unions and exceptions.</summary>
internal sealed class StructBinder(FieldBinder fields, DiagnosticBag diagnostics)
{
    public void Bind(StructSyntax syntax, IdlStruct @struct)
    {
        bool isUnion = syntax.StructKind == IdlStructKind.Union;
        if (isUnion)
        {
            CheckUnion(syntax);
        }

        @struct.Fields = fields.Bind(syntax.Fields, areOptional: isUnion);
    }

    private void CheckUnion(StructSyntax union)
    {
        foreach (FieldSyntax field in union.Fields.Where(f => f.Requiredness == IdlRequiredness.Required))
        {
            diagnostics.Add(Rules.RequiredInUnion, field.RequirednessLocation, field.Name.Text);
        }

        List<FieldSyntax> defaults = [.. union.Fields.Where(f => f.Default is not null)];
        foreach (FieldSyntax field in defaults.Skip(1))
        {
            diagnostics.Add(Rules.TwoUnionDefaults, field.Name.Location, defaults[0].Name.Text);
        }
    }
}
