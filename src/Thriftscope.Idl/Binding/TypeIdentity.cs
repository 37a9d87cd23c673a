namespace Thriftscope.Idl.Binding;

/// <summary>
/// Tells whether two types are the same one behind their typedefs. Each shape of type gets a number once, so that
/// comparing takes no walk through types that may share their parts many times over.
/// </summary>
internal sealed class TypeIdentity
{
    private readonly Dictionary<IdlType, int> _numbers = [];
    private readonly Dictionary<(IdlTypeKind Kind, int First, int Second), int> _shapes = [];

    public bool AreSame(IdlType a, IdlType b) => NumberOf(a.Resolved) == NumberOf(b.Resolved);

    private int NumberOf(IdlType type)
    {
        if (!_numbers.TryGetValue(type, out int number))
        {
            number = type switch
            {
                IdlListType list => NumberOfShape(type.Kind, NumberOf(list.Element.Resolved)),
                IdlSetType set => NumberOfShape(type.Kind, NumberOf(set.Element.Resolved)),
                IdlMapType map => NumberOfShape(type.Kind, NumberOf(map.Key.Resolved), NumberOf(map.Value.Resolved)),
                IdlBaseType => NumberOfShape(type.Kind),
                // A definition is the same as nothing but itself.
                _ => NumberOfShape(type.Kind, -1 - _numbers.Count),
            };
            _numbers.Add(type, number);
        }

        return number;
    }

    private int NumberOfShape(IdlTypeKind kind, int first = 0, int second = 0)
    {
        if (!_shapes.TryGetValue((kind, first, second), out int number))
        {
            number = _shapes.Count;
            _shapes.Add((kind, first, second), number);
        }

        return number;
    }
}
