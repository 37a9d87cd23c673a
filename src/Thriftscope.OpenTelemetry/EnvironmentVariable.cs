namespace Thriftscope.OpenTelemetry;

internal static class EnvironmentVariable
{
    /// <summary>A variable's value; an empty one counts as none, as the specification wants.</summary>
    public static string? Read(string name) => Environment.GetEnvironmentVariable(name)?.Trim() is { Length: > 0 } value ? value : null;

    /// <summary>The members of a variable's comma-separated list.</summary>
    public static string[] ReadList(string name, string fallback) =>
        (Read(name) ?? fallback).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public static InvalidOperationException Wrong(string name, string value, string choices) => new($"{name} can be {choices}, not \"{value}\".");
}
