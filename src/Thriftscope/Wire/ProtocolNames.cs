namespace Thriftscope.Wire;

/// <summary>The names of the protocols in URIs and telemetry.</summary>
internal static class ProtocolNames
{
    private static readonly string[] Names = ["binary", "compact", "json", "thriftpy-json"];

    /// <summary>All of them, in the order of <see cref="ThriftProtocol"/>.</summary>
    public static IReadOnlyList<string> All => Names;

    public static string NameOf(ThriftProtocol protocol) => Names[(int)protocol];

    public static bool TryParse(string name, out ThriftProtocol protocol)
    {
        int index = Array.FindIndex(Names, n => n.Equals(name, StringComparison.OrdinalIgnoreCase));
        protocol = (ThriftProtocol)Math.Max(index, 0);
        return index >= 0;
    }
}
