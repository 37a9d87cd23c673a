namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>Every protocol over every wire.</summary>
internal static class MatrixCells
{
    public static IReadOnlyList<string> Protocols { get; } = ["binary", "binary-nonstrict", "compact", "json", "thriftpy-json"];

    public static IReadOnlyList<Cell> All { get; } = [.. from wire in Wire.All from protocol in Protocols select new Cell(protocol, wire)];
}
