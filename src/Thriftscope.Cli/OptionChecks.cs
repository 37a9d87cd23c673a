using System.CommandLine;

namespace Thriftscope.Cli;

/// <summary>Checks what a user gives for an option.</summary>
internal static class OptionChecks
{
    /// <summary>Reports an error unless the option's value is in order, or is not given.</summary>
    public static void Require<T>(this Option<T> option, Func<T, bool> inOrder, string error) => option.Validators.Add(result =>
    {
        try
        {
            if (result.GetValueOrDefault<T>() is { } value && !inOrder(value))
                result.AddError(error);
        }
        catch (InvalidOperationException)
        {
            // The text can't even be converted to the option's type.
            result.AddError(error);
        }
    });
}
