namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>What every client calls: each method of the service, some in two cases because not every peer can both.</summary>
internal static class MatrixCases
{
    public static IReadOnlyList<string> All { get; } =
    [
        "whoAreYou", "echoBool", "echoByte", "echoI16", "echoI32", "echoI64", "echoDouble", "echoDouble-special", "echoDouble-minus-zero", "echoString",
        "echoString-nul", "echoBinary", "echoColor", "echoBools", "echoDoubles", "echoNumbers", "echoLabels", "echoFlags", "echoPeople", "echoNested",
        "echoBoolKeys", "echoLongKeys", "echoDoubleKeys", "echoScalars", "echoWide", "echoTree", "echoShape", "echoOptionals", "echoDefaults", "sample",
        "matches", "echoManyNumbers", "echoLongString", "echoLongBinary", "weave", "ping", "note", "find", "check", "breakDown", "brandNew",
    ];
}
