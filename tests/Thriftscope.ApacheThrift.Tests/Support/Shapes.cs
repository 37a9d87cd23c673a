using Thriftscope.ApacheThrift.Tests.Calculation;

namespace Thriftscope.ApacheThrift.Tests.Support;

/// <summary>Values with something of every kind in them.</summary>
internal static class Shapes
{
    public static Shape Star => new("star ★ \"quoted\"")
    {
        Points = [new Point { X = 1, Y = -1 }, new Point { X = int.MaxValue, Y = int.MinValue }, new Point()],
        Layers = new() { ["top"] = [new Point { X = 5 }], [""] = [] },
        Weight = -0.5,
        Blob = [0, 1, 255],
        Closed = true,
        Marks = [long.MinValue, 0],
    };
}
