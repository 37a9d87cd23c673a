using System.Globalization;

namespace Thriftscope.Tests.Transports;

internal static class Fuzz
{
    /// <summary>How many random inputs a test tries: <c>THRIFTSCOPE_FUZZ_INPUTS</c>, or as many as fit into a second.</summary>
    public static int Inputs { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("THRIFTSCOPE_FUZZ_INPUTS"), NumberStyles.None, CultureInfo.InvariantCulture, out int inputs)
            ? inputs
            : 20_000;
}
