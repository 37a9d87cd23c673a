using System.Runtime.CompilerServices;

namespace Thriftscope.Wire;

/// <summary>
/// What a reader or writer keeps of the structs and containers around its place: one small number for each. It allocates only
/// when they are nested deeper than messages usually are. Who pushes has checked the depth.
/// </summary>
internal struct StateStack
{
    private const int InlineDepth = 16;

    private InlineItems _inline;
    private short[]? _deeper;
    private int _count;

    public void Push(short item)
    {
        if (_count < InlineDepth)
            _inline[_count] = item;
        else
            PushDeeper(item);
        _count++;
    }

    public short Pop()
    {
        _count--;
        return _count < InlineDepth ? _inline[_count] : _deeper![_count - InlineDepth];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PushDeeper(short item)
    {
        int index = _count - InlineDepth;
        if (_deeper is null || index == _deeper.Length)
            Array.Resize(ref _deeper, Math.Max(InlineDepth, index * 2));
        _deeper[index] = item;
    }

    [InlineArray(InlineDepth)]
    private struct InlineItems
    {
        private short _item;
    }
}
