using Thriftscope.Idl.Diagnostics;
using Thriftscope.Idl.Syntax;

namespace Thriftscope.Idl.Binding;

/// <summary>Numbers the members of an enum.</summary>
internal sealed class EnumBinder(DiagnosticBag diagnostics)
{
    public void Bind(EnumSyntax syntax, IdlEnum @enum)
    {
        var members = new Dictionary<string, IdlEnumMember>();
        List<IdlEnumMember> inOrder = [];
        long next = 0;
        foreach (EnumMemberSyntax member in syntax.Members)
        {
            long value = member.Value is IntegerSyntax number ? number.Value : next;
            if (value is < int.MinValue or > int.MaxValue)
            {
                SourceLocation location = member.Value?.Location ?? member.Name.Location;
                diagnostics.Add(Rules.EnumValueOutOfRange, location, value, member.Name.Text);
                value = 0;
            }

            next = value + 1;
            if (members.TryGetValue(member.Name.Text, out IdlEnumMember? first))
            {
                diagnostics.Add(Rules.DuplicateEnumMember, member.Name.Location, @enum.Name, first.Name, first.Location.Line);
                continue;
            }

            var bound = new IdlEnumMember(member.Name.Text, (int)value, member.Name.Location)
            {
                Documentation = member.Documentation,
                Annotations = member.Annotations,
            };
            members.Add(bound.Name, bound);
            inOrder.Add(bound);
        }

        @enum.Members = inOrder;
    }
}
