namespace Thriftscope.Idl.Tests;

/// <summary>The short ways in which the tests compile text.</summary>
internal static class Compile
{
    /// <summary>Compiles text that must have no error.</summary>
    public static IdlDocument Good(string text)
    {
        IdlCompilation compilation = IdlCompiler.Parse(text, "test");
        compilation.Diagnostics.Where(d => d.Severity == IdlSeverity.Error).ShouldBeEmpty();
        return compilation.Root;
    }

    /// <summary>The diagnostics of a text, each as <c>CODE line:column+length</c>.</summary>
    public static string[] Problems(string text) => [.. IdlCompiler.Parse(text, "test").Diagnostics.Select(Short)];

    /// <summary>The message of the only diagnostic.</summary>
    public static string Message(string text) => IdlCompiler.Parse(text, "test").Diagnostics.ShouldHaveSingleItem().Message;

    /// <summary>Compiles <c>/idl/main.thrift</c> from files that exist in memory only.</summary>
    public static IdlCompilation Files(Dictionary<string, string> files, params string[] includeDirectories) =>
        IdlCompiler.Load("/idl/main.thrift", new IdlOptions
        {
            IncludeDirectories = includeDirectories,
            ReadFile = files.GetValueOrDefault,
        });

    /// <summary>The value of the constant <c>X</c>, as the printer writes it.</summary>
    public static string ValueOfX(string text)
    {
        string printed = IdlPrinter.Print(Good(text));
        string line = printed.Split('\n').Single(l => l.StartsWith("const ", StringComparison.Ordinal) && l.Contains(" X = ", StringComparison.Ordinal));
        return line[(line.IndexOf(" X = ", StringComparison.Ordinal) + 5)..];
    }

    public static string Short(IdlDiagnostic diagnostic) =>
        $"{diagnostic.Code} {diagnostic.Location.Line}:{diagnostic.Location.Column}+{diagnostic.Location.Length}";
}
