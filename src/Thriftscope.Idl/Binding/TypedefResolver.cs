using Thriftscope.Idl.Diagnostics;

namespace Thriftscope.Idl.Binding;

/// <summary>
/// Follows typedefs to the types behind them. Typedefs may stand in any order and for each other, so this is a
/// depth-first walk; with a stack of its own, because a hostile chain may be as long as the file.
/// </summary>
internal sealed class TypedefResolver(DiagnosticBag diagnostics)
{
    private readonly HashSet<IdlTypedef> _open = [];
    private readonly Stack<(IdlTypedef Typedef, Stack<IdlTypedef> Needs)> _path = [];

    public void Resolve(IReadOnlyList<IdlTypedef> typedefs)
    {
        foreach (IdlTypedef typedef in typedefs)
        {
            Enter(typedef);
            while (_path.Count > 0)
            {
                Step();
            }
        }
    }

    private void Step()
    {
        (IdlTypedef typedef, Stack<IdlTypedef> needs) = _path.Peek();
        if (needs.Count == 0)
        {
            Leave(typedef);
            return;
        }

        IdlTypedef needed = needs.Pop();
        if (_open.Contains(needed))
        {
            ReportCycle(needed);
        }
        else
        {
            Enter(needed);
        }
    }

    private void Enter(IdlTypedef typedef)
    {
        if (!typedef.IsResolved)
        {
            _open.Add(typedef);
            _path.Push((typedef, Mentioned(typedef.Target)));
        }
    }

    private void Leave(IdlTypedef typedef)
    {
        _path.Pop();
        _open.Remove(typedef);
        int depth = DepthOf(typedef.Target);
        if (depth > Limits.Depth)
        {
            diagnostics.Add(Rules.TypeTooDeep, typedef.Location, typedef.Name, Limits.Depth);
            typedef.Target = IdlBaseType.Unresolved;
        }

        typedef.SetResolved(depth);
    }

    private void ReportCycle(IdlTypedef start)
    {
        List<IdlTypedef> cycle = [start, .. _path.Select(p => p.Typedef).TakeWhile(t => t != start), start];
        cycle.Reverse();
        diagnostics.Add(Rules.TypedefCycle, start.Location, Chain.Format([.. cycle.Select(t => t.Name)]));
        foreach (IdlTypedef typedef in cycle)
        {
            typedef.Target = IdlBaseType.Unresolved;
        }
    }

    private static Stack<IdlTypedef> Mentioned(IdlType type)
    {
        var found = new Stack<IdlTypedef>();
        Collect(type);
        return found;

        void Collect(IdlType part)
        {
            if (part is IdlTypedef typedef)
            {
                found.Push(typedef);
            }

            foreach (IdlType inner in Parts(part))
            {
                Collect(inner);
            }
        }
    }

    private static int DepthOf(IdlType type) => type switch
    {
        IdlTypedef typedef => typedef.Depth,
        _ => 1 + Parts(type).Select(DepthOf).DefaultIfEmpty().Max(),
    };

    private static IEnumerable<IdlType> Parts(IdlType type) => type switch
    {
        IdlListType list => [list.Element],
        IdlSetType set => [set.Element],
        IdlMapType map => [map.Key, map.Value],
        _ => [],
    };
}
