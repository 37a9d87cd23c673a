using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Thriftscope.Interop.Tests;

/// <summary>Our side of the service: answers the echo methods with their argument, and remembers what each was called with.</summary>
[SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "A handler's methods are instance methods.")]
internal sealed class InteropHandler
{
    /// <summary>The arguments of the latest call of each method.</summary>
    public ConcurrentDictionary<string, object?[]> Seen { get; } = new(StringComparer.OrdinalIgnoreCase);

    public bool EchoBool(bool value) => Echo(value);

    public sbyte EchoByte(sbyte value) => Echo(value);

    public short EchoI16(short value) => Echo(value);

    public int EchoI32(int value) => Echo(value);

    public long EchoI64(long value) => Echo(value);

    public double EchoDouble(double value) => Echo(value);

    public string EchoString(string value) => Echo(value);

    public byte[] EchoBinary(byte[] value) => Echo(value);

    public int EchoColor(int value) => Echo(value);

    public List<string> EchoWords(List<string> value) => Echo(value);

    public List<List<double>> EchoMatrix(List<List<double>> value) => Echo(value);

    public HashSet<long> EchoNumbers(HashSet<long> value) => Echo(value);

    public HashSet<string> EchoLabels(HashSet<string> value) => Echo(value);

    public Dictionary<string, ThriftStruct> EchoPeople(Dictionary<string, ThriftStruct> value) => Echo(value);

    public Dictionary<int, List<Dictionary<short, HashSet<string>>>> EchoNested(Dictionary<int, List<Dictionary<short, HashSet<string>>>> value) => Echo(value);

    public ThriftStruct EchoScalars(ThriftStruct value) => Echo(value);

    public ThriftStruct EchoTeam(ThriftStruct value) => Echo(value);

    public ThriftStruct EchoTree(ThriftStruct value) => Echo(value);

    public ThriftStruct EchoShape(ThriftStruct value) => Echo(value);

    public ThriftStruct EchoOptionals(ThriftStruct value) => Echo(value);

    public ThriftStruct EchoDefaults(ThriftStruct value) => Echo(value);

    public string Join(List<string> parts, string separator) => string.Join(separator, parts);

    public string WhoAreYou() => "thriftscope";

    public void Ping() => Seen["ping"] = [];

    public void Note(string text, int number) => Seen["note"] = [text, number];

    public string Find(string key) => key switch
    {
        "missing" => throw new ThriftDeclaredException(InteropIdl.Module.NewStruct("NotFound", new { key })),
        "denied" => throw new ThriftDeclaredException(InteropIdl.Module.NewStruct("Denied", new { reason = "no entry", code = 403 })),
        "broken" => throw new NotSupportedException("This is not in the IDL."),
        _ => key,
    };

    public void Check(string key) => Find(key);

    public async Task<string> Relay(List<string> hops, string text)
    {
        if (hops.Count == 0)
            return text;
        await using ServiceClient next = await InteropIdl.ConnectAsync(hops[0]);
        return await next.CallAsync<string>("relay", hops[1..], text);
    }

    private T Echo<T>(T value, [CallerMemberName] string method = "")
    {
        Seen[method] = [value];
        return value;
    }
}
