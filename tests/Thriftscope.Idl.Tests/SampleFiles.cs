namespace Thriftscope.Idl.Tests;

/// <summary>The <c>.thrift</c> files beside the tests. All are valid.</summary>
public static class SampleFiles
{
    private static readonly string Directory = Path.Combine(AppContext.BaseDirectory, "Idl");

    public static TheoryData<string> Names => [.. System.IO.Directory.GetFiles(Directory).Select(f => Path.GetFileName(f)).Order()];

    public static string KitchenSink => File.ReadAllText(PathOf("kitchen.sink.thrift"));

    public static string PathOf(string name) => Path.Combine(Directory, name);

    /// <summary>Options by which text that has no file finds the includes.</summary>
    public static IdlOptions Options => new() { IncludeDirectories = [Directory] };
}
