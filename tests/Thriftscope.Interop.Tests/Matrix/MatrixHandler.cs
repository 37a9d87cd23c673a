namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>Our side of the service.</summary>
internal sealed class MatrixHandler
{
    private volatile string _lastNote = "";

    public string WhoAreYou() => "thriftscope";

    public bool EchoBool(bool value) => value;

    public sbyte EchoByte(sbyte value) => value;

    public short EchoI16(short value) => value;

    public int EchoI32(int value) => value;

    public long EchoI64(long value) => value;

    public double EchoDouble(double value) => value;

    public string EchoString(string value) => value;

    public byte[] EchoBinary(byte[] value) => value;

    public int EchoColor(int value) => value;

    public List<bool> EchoBools(List<bool> value) => value;

    public List<List<double>> EchoDoubles(List<List<double>> value) => value;

    public HashSet<int> EchoNumbers(HashSet<int> value) => value;

    public HashSet<string> EchoLabels(HashSet<string> value) => value;

    public Dictionary<string, bool> EchoFlags(Dictionary<string, bool> value) => value;

    public Dictionary<string, ThriftStruct> EchoPeople(Dictionary<string, ThriftStruct> value) => value;

    public Dictionary<int, List<Dictionary<short, HashSet<string>>>> EchoNested(Dictionary<int, List<Dictionary<short, HashSet<string>>>> value) => value;

    public Dictionary<bool, string> EchoBoolKeys(Dictionary<bool, string> value) => value;

    public Dictionary<long, string> EchoLongKeys(Dictionary<long, string> value) => value;

    public Dictionary<double, string> EchoDoubleKeys(Dictionary<double, string> value) => value;

    public ThriftStruct EchoScalars(ThriftStruct value) => value;

    public ThriftStruct EchoWide(ThriftStruct value) => value;

    public ThriftStruct EchoTree(ThriftStruct value) => value;

    public ThriftStruct EchoShape(ThriftStruct value) => value;

    public ThriftStruct EchoOptionals(ThriftStruct value) => value;

    public ThriftStruct EchoDefaults(ThriftStruct value) => value;

    public List<int> EchoManyNumbers(List<int> value) => value;

    public string EchoLongString(string value) => value;

    public byte[] EchoLongBinary(byte[] value) => value;

    public ThriftStruct Sample(string name) => MatrixSamples.All[name];

    public bool Matches(string name, ThriftStruct value) => MatrixSamples.All[name].Equals(value);

    public string Weave(string last, string first, bool flag) => $"{first}/{(flag ? "true" : "false")}/{last}";

    public void Ping()
    {
    }

    public void Note(string text) => _lastNote = text;

    public string Noted() => _lastNote;

    public string Find(string key) => key switch
    {
        "missing" => throw new ThriftDeclaredException(MatrixIdl.New("NotFound", new { key })),
        "denied" => throw new ThriftDeclaredException(MatrixIdl.New("Denied", new { reason = "no entry", code = 403 })),
        _ => key,
    };

    public void Check(string key) => Find(key);

    public string BreakDown() => throw new NotSupportedException("This is not in the IDL.");
}
