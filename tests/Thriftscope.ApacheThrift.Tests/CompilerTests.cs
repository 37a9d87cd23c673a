namespace Thriftscope.ApacheThrift.Tests;

/// <summary>All other tests of this project need code from Apache's compiler, and are left out of a build without it.</summary>
public class CompilerTests
{
    [Fact]
    public void The_tests_of_this_project_were_built_with_the_thrift_compiler()
    {
        if (typeof(CompilerTests).Assembly.GetType("Thriftscope.ApacheThrift.Tests.Calculation.Calculator") is not null)
            return;
        const string Problem = "There was no thrift on the PATH at build: run eng/peers.sh, then build again.";
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", Problem);
        Assert.Fail(Problem);
    }
}
