using System.Text.RegularExpressions;
using Thriftscope.Generator.Naming;
using Thriftscope.Idl;

namespace Thriftscope.Generator.Emitting;

/// <summary>The text of a document, for those parts of the program that work with its definitions.</summary>
internal static class TextEmitter
{
    /// <param name="code">Where it goes.</param>
    /// <param name="document">The document.</param>
    /// <param name="text">What it says.</param>
    /// <param name="includes">What it includes, by the names under which it does.</param>
    /// <param name="names">The names of C#.</param>
    public static void Emit(CodeWriter code, IdlDocument document, string text, IEnumerable<(string Target, IdlDocument Document)> includes, CSharpNames names)
    {
        string known = names.Known["ThriftDocument"];
        string file = Path.GetFileName(document.Path);
        code.Line($"/// <summary>The text of {CSharpText.Comment(file)}, for those parts of the program that work with its definitions.</summary>");
        code.Block($"public static class {names.Own.TextClass}", () =>
        {
            // As many quotes as the text does not have in a row.
            string quotes = new('"', Math.Max(3, Regex.Matches(text, "\"+").Cast<Match>().Select(m => m.Length).DefaultIfEmpty().Max() + 1));
            string others = string.Concat(includes.Select(i => $", ({CSharpText.Literal(i.Target)}, {names.DocumentOf(i.Document)})"));
            code.Line("/// <summary>The document.</summary>");
            code.Line($"public static {known} Document {{ get; }} = new({CSharpText.Literal(file)}, Text{others});");
            code.Line();
            code.Line($"private const string Text = {quotes}");
            code.Raw(text);
            code.Raw($"{quotes};");
        });
    }
}
