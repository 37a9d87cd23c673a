using FsCheck;
using FsCheck.Fluent;

namespace Thriftscope.Idl.Tests;

public class RoundTripTests
{
    [Theory]
    [MemberData(nameof(SampleFiles.Names), MemberType = typeof(SampleFiles))]
    public void A_file_that_is_printed_and_read_again_is_the_same_model(string name)
    {
        IdlCompilation original = IdlCompiler.Load(SampleFiles.PathOf(name));
        original.HasErrors.ShouldBeFalse();

        AssertRoundTrip(original.Root);
    }

    [Fact]
    public void A_random_model_that_is_printed_and_read_again_is_the_same_model() =>
        Prop.ForAll(RandomIdl.Documents, text =>
        {
            IdlCompilation original = IdlCompiler.Parse(text, "test");
            original.Diagnostics.Where(d => d.Severity == IdlSeverity.Error).ShouldBeEmpty(text);
            AssertRoundTrip(original.Root);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static void AssertRoundTrip(IdlDocument document)
    {
        string printed = IdlPrinter.Print(document);
        IdlCompilation again = IdlCompiler.Parse(printed, document.Name, SampleFiles.Options);

        again.Diagnostics.Where(d => d.Severity == IdlSeverity.Error).ShouldBeEmpty(printed);
        ModelText.Of(again.Root).ShouldBe(ModelText.Of(document));
        IdlPrinter.Print(again.Root).ShouldBe(printed);
    }
}
