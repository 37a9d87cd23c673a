using System.Globalization;
using System.Runtime.InteropServices;

namespace Thriftscope.Agent;

/// <summary>
/// The signals that the program was started to ignore, as by nohup or in the background of a script: they don't end it, so they are
/// no reason to send what is waiting for the last time.
/// </summary>
internal static class IgnoredSignals
{
    private const string Line = "SigIgn:";

    private static readonly ulong Mask = ReadMask();

    public static bool Contains(PosixSignal signal)
    {
        // The same on every Linux; the enumeration's own values are negative.
        int number = signal switch
        {
            PosixSignal.SIGHUP => 1,
            PosixSignal.SIGINT => 2,
            PosixSignal.SIGQUIT => 3,
            PosixSignal.SIGTERM => 15,
            _ => throw new ArgumentOutOfRangeException(nameof(signal)),
        };
        return (Mask >> (number - 1) & 1) != 0;
    }

    private static ulong ReadMask()
    {
        if (!OperatingSystem.IsLinux())
            return 0;
        string? line = File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith(Line, StringComparison.Ordinal));
        return line is null ? 0 : ulong.Parse(line.AsSpan(Line.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
