namespace Thriftscope.Cli;

/// <summary>What the exit code of a command says.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;
    public const int DeclaredException = 1;
    public const int ApplicationException = 2;
    public const int Transport = 3;
    public const int Usage = 4;

    // What shells use for a program that Ctrl-C has ended.
    public const int Interrupted = 130;
}
