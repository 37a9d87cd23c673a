namespace Thriftscope.Backends.Tests;

/// <summary>What a run has found, for those who want to look at it.</summary>
internal static class Results
{
    /// <summary>Writes it into a file of <c>artifacts/backends</c>, and with the test's own output.</summary>
    public static void Write(string file, string text)
    {
        string folder = Path.Combine(Repository.Root, "artifacts", "backends");
        _ = Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, file), text);
        TestContext.Current.TestOutputHelper?.WriteLine(text);
    }
}
