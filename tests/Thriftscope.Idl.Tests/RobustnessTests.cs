using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Thriftscope.Idl.Tests;

/// <summary>Text that is broken in every way: the compiler must answer, and answer soon. Seeds are fixed so that a failure comes again.</summary>
public class RobustnessTests
{
    // How many tokens in a row an input has: a definition or some.
    private const int Window = 60;

    private static readonly string Valid = SampleFiles.KitchenSink;

    // The includes are read once, and not for each input.
    private static readonly ConcurrentDictionary<string, string?> Files = new();

    private static readonly IdlOptions Options = new()
    {
        IncludeDirectories = SampleFiles.Options.IncludeDirectories,
        ReadFile = path => Files.GetOrAdd(path, static p => File.Exists(p) ? File.ReadAllText(p) : null),
    };

    // THRIFTSCOPE_FUZZ_INPUTS says how many inputs each test makes up.
    private static readonly int Inputs =
        int.Parse(Environment.GetEnvironmentVariable("THRIFTSCOPE_FUZZ_INPUTS") ?? "5000", CultureInfo.InvariantCulture);

    [Fact]
    public void A_file_may_end_anywhere()
    {
        for (int length = 0; length < Valid.Length; length++)
        {
            Check(Valid[..length]);
        }
    }

    [Fact]
    public void A_file_may_begin_anywhere()
    {
        for (int start = 0; start < Valid.Length; start++)
        {
            Check(Valid[start..]);
        }
    }

    [Fact]
    public void Tokens_may_be_missing_doubled_exchanged_or_replaced()
    {
        string[] tokens = Tokens(Valid);
        string[] alien = ["{", "}", "(", ")", "[", "]", "<", ">", ",", ":", "=", "struct", "5", "'x'", "$", "\n", "list", "/*"];
        var random = new Random(1);
        for (int i = 0; i < Inputs; i++)
        {
            int start = random.Next(tokens.Length - Window);
            var mutated = tokens.Skip(start).Take(Window).ToList();
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                int at = random.Next(mutated.Count);
                switch (random.Next(4))
                {
                    case 0:
                        mutated.RemoveAt(at);
                        break;
                    case 1:
                        mutated.Insert(at, mutated[at]);
                        break;
                    case 2:
                        (mutated[at], mutated[^1]) = (mutated[^1], mutated[at]);
                        break;
                    default:
                        mutated[at] = alien[random.Next(alien.Length)];
                        break;
                }
            }

            Check(string.Join(" ", mutated));
        }
    }

    [Fact]
    public void Random_bytes_are_no_danger()
    {
        var random = new Random(2);
        for (int i = 0; i < Inputs; i++)
        {
            byte[] bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            Check(Encoding.UTF8.GetString(bytes));
        }
    }

    [Fact]
    public void Random_punctuation_is_no_danger()
    {
        const string Alphabet = "{}()[]<>,;:=*&'\"/\\#.+-0x9eE \n_ab";
        var random = new Random(3);
        for (int i = 0; i < Inputs; i++)
        {
            Check("struct A " + string.Concat(random.GetItems(Alphabet.ToCharArray(), random.Next(100))));
        }
    }

    /// <summary>Whatever the text is: no exception, no long wait, places inside the text, and a model that can be walked.</summary>
    private static void Check(string text)
    {
        var watch = Stopwatch.StartNew();
        IdlCompilation compilation = IdlCompiler.Parse(text, "kitchen.sink", Options);

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        foreach (IdlDiagnostic diagnostic in compilation.Diagnostics)
        {
            (diagnostic.Location.Position + diagnostic.Location.Length).ShouldBeLessThanOrEqualTo(text.Length, text);
            diagnostic.Location.Column.ShouldBeGreaterThan(0);
        }

        if (!compilation.HasErrors)
        {
            IdlPrinter.Print(compilation.Root);
        }

        ModelText.Of(compilation.Root).ShouldNotBeEmpty();
    }

    private static string[] Tokens(string text)
    {
        List<string> tokens = [];
        var diagnostics = new Diagnostics.DiagnosticBag();
        var lexer = new Syntax.Lexer("test", text, diagnostics);
        for (Syntax.Token token = lexer.Next(); token.Kind != Syntax.TokenKind.End; token = lexer.Next())
        {
            tokens.Add(text.Substring(token.Location.Position, token.Location.Length));
        }

        return [.. tokens];
    }
}
