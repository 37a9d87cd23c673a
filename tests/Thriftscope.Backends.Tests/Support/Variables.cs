namespace Thriftscope.Backends.Tests;

/// <summary>Environment variables that are set for the length of a test.</summary>
internal sealed class Variables : IDisposable
{
    private readonly string[] _names;

    public Variables(params (string Name, string Value)[] variables)
    {
        _names = [.. variables.Select(v => v.Name)];
        foreach ((string name, string value) in variables)
            Environment.SetEnvironmentVariable(name, value);
    }

    public void Dispose()
    {
        foreach (string name in _names)
            Environment.SetEnvironmentVariable(name, null);
    }
}
