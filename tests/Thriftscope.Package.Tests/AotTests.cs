namespace Thriftscope.Package.Tests;

/// <summary>Generated code in a program that is compiled ahead of time.</summary>
public sealed class AotTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Generated_clients_and_servers_run_compiled_ahead_of_time_and_without_a_warning()
    {
        bool hasLinker = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, "clang")) || File.Exists(Path.Combine(p, "gcc")));
        Assert.SkipUnless(hasLinker || !OperatingSystem.IsLinux(), "Compiling ahead of time needs clang or gcc.");

        // Warnings of the trimmer and of the compiler are errors, as all are here.
        (int published, string log) = await Dotnet.RunAsync(
            "publish", Path.Combine(Repository.Root, "tests/Programs/TypedAot"), "--no-build", "--configuration", Repository.Configuration, "--output", _folder.Path, "--verbosity", "quiet");
        published.ShouldBe(0, log);

        (int exitCode, string output) = await Dotnet.StartAsync(_folder.File("TypedAot"));

        exitCode.ShouldBe(0, output);
        output.ReplaceLineEndings("\n").ShouldBe("""
            Binary: True
            Compact: True
            Json: True
            ThriftPyJson: True
            {"name":"apple","color":"RED","weights":[1.5,"Infinity"],"codes":[1,-9223372036854775808],"stock":{"here":[1,2],"there":[]},"labels":{"7":"00112233-4455-6677-8899-aabbccddeeff"},"picture":"AP8=","parent":{"name":"tree","color":"GREEN","weights":[],"codes":[],"stock":{},"labels":{},"picture":""}}
            True
            Fruit: a Thrift value of type Fruit can't become a Uri in a trimmed program: that needs reflection. Generated types, ThriftStruct and dictionaries do without
            protocol=binary
            True
            Red 1, Green 1
            9223372036854775807
            NoSuchFruit{message="no number 3", others=["apple", "pear"]}
            protocol=compact&transport=framed
            True
            Red 1, Green 1
            9223372036854775807
            NoSuchFruit{message="no number 3", others=["apple", "pear"]}
            protocol=json
            True
            Red 1, Green 1
            9223372036854775807
            NoSuchFruit{message="no number 3", others=["apple", "pear"]}
            protocol=thriftpy-json
            True
            Red 1, Green 1
            9223372036854775807
            NoSuchFruit{message="no number 3", others=["apple", "pear"]}
            Ada asks Market to find{wish=Wish{name="plum"}}
            Fruit{name="plum for Ada", color=Green, weights=[], codes={}, stock={}, labels={}, picture=0x}
            Ada asks Market to sort{fruits=[Fruit{name="apple", color=RED, weights=[1.5, Infinity], codes={1, -9223372036854775808}, stock={"here": [1, 2], "there": []}, labels={7: 00112233-4455-6677-8899-aabbccddeeff}, picture=0x00ff, parent=Fruit{name="tree", color=GREEN, weights=[], codes={}, stock={}, labels={}, picture=0x}}], names={"apple"}}
            1
            Fruit{name="fig for Ada", color=Green, weights=[], codes={}, stock={}, labels={}, picture=0x}
            Client Market/count: 4
            Client Market/find: 6
            Client Market/find NoSuchFruit: 4
            Client Market/seen: 4
            Client Market/sort: 5
            Server Market/count: 4
            Server Market/find: 10
            Server Market/seen: 4
            Server Market/sort: 5

            """.ReplaceLineEndings("\n"));
    }
}
