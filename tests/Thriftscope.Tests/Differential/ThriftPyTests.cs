using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Thriftscope.Tests.Random;

namespace Thriftscope.Tests.Differential;

/// <summary>
/// Values against Debian's python3-thriftpy, in one process: ThriftPy reads what Thriftscope wrote, and what it writes for the same
/// values must be the same bytes.
/// </summary>
public sealed class ThriftPyTests : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private const string Package = "/usr/lib/python3/dist-packages/thriftpy";

    // What ThriftPy has: no uuid, no bytes in JSON; sets come back as lists or in another order; keys of its maps need a hash; and its
    // compact protocol leaves the id of a bool out when it is not 1 to 15 above the one before.
    private const string Idl = """
        enum E { A = -1, B = 3, C = 70000 }
        struct Deep { 1: i64 x, 3: list<byte> y }
        struct In { 1: string s, 2: double d, 3: optional Deep deep, 4: list<bool> flags }
        union U { 1: i32 u1, 2: string u2, 3: In u3 }
        struct Root {
          1: bool a, 2: byte b, 3: i16 c, 4: i32 d, 5: i64 e, 6: double f, 7: string g, 8: list<i64> h, 9: map<string, In> i,
          10: E j, 11: In k, 12: list<list<In>> l, 13: map<i32, map<i64, double>> m, 14: list<double> n, 15: U o, 200: list<string> p,
          18: map<bool, i16> r, 19: list<map<string, string>> s
        }
        """;

    private const string Script = """
        import sys, array, binascii, thriftpy, thriftpy.protocol.compact
        # ThriftPy's compact protocol calls a method that Python 3.9 has removed; tobytes is its other name.
        class Module:
            class array(array.array):
                tostring = array.array.tobytes
        thriftpy.protocol.compact.array = Module
        from thriftpy.utils import serialize, deserialize
        from thriftpy.protocol.binary import TBinaryProtocolFactory
        from thriftpy.protocol.compact import TCompactProtocolFactory
        from thriftpy.protocol.json import TJSONProtocolFactory
        module = thriftpy.load(sys.argv[1], module_name="differential_thrift")
        factories = {"Binary": TBinaryProtocolFactory(), "Compact": TCompactProtocolFactory(), "ThriftPyJson": TJSONProtocolFactory()}
        for line in sys.stdin:
            name, value = line.split()
            try:
                read = deserialize(module.Root(), binascii.unhexlify(value), factories[name])
                print(binascii.hexlify(serialize(read, factories[name])).decode())
            except Exception as e:
                print(repr(e))
            sys.stdout.flush()
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("thriftscope-thriftpy-");
    private readonly Process? _process;

    public ThriftPyTests()
    {
        if (!File.Exists(Python) || !Directory.Exists(Package))
            return;
        string idl = Path.Combine(_folder.FullName, "differential.thrift");
        File.WriteAllText(idl, Idl);
        _process = Process.Start(new ProcessStartInfo(Python, ["-c", Script, idl])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["PYTHONDONTWRITEBYTECODE"] = "1" },
        });
    }

    private static Gen<ThriftStruct> Values => RandomValue.Struct(Tests.Idl.Load(Idl).Struct("Root"), 4);

    [Theory]
    [InlineData(ThriftProtocol.Binary)]
    [InlineData(ThriftProtocol.Compact)]
    [InlineData(ThriftProtocol.ThriftPyJson)]
    public void ThriftPy_reads_the_value_and_writes_the_same_bytes(ThriftProtocol protocol)
    {
        if (_process is null)
        {
            const string Problem = "python3-thriftpy is not installed: run eng/peers.sh.";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", Problem);
            Assert.Fail(Problem);
        }

        Properties.ForAll(300, Values, value =>
        {
            string ours = Convert.ToHexStringLower(ThriftSerializer.Serialize(value, protocol));

            Echo(_process, $"{protocol} {ours}").ShouldBe(ours);
        });
    }

    public void Dispose()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string? Echo(Process process, string line)
    {
        process.StandardInput.WriteLine(line);
        process.StandardInput.Flush();
        return process.StandardOutput.ReadLineAsync().WaitAsync(Patience).GetAwaiter().GetResult();
    }
}
