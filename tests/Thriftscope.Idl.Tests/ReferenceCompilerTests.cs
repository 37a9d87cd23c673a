using System.Diagnostics;

namespace Thriftscope.Idl.Tests;

/// <summary>Compares with the compiler of Apache Thrift 0.17 where it is installed: what it accepts, this one accepts.</summary>
public sealed class ReferenceCompilerTests : IDisposable
{
    private const string Compiler = "/usr/bin/thrift";

    private readonly string _output = Directory.CreateTempSubdirectory("idl-").FullName;

    public static TheoryData<string> Snippets =>
    [
        "struct A {} struct B {}",
        "const i32 A = +5",
        "const double A = .5 const double B = -1e-3",
        "const i32 A = 1 ; const i32 B = A,",
        "const set<i32> A = [] const list<string> B = ['a' 'b']",
        "enum E { A B C } enum F { A = 1; }",
        "typedef i32 A; typedef A B, struct C { 1: B b }",
        "struct A { 1: i32 a (b) 2: i32 c (d = 'e';) }",
        "struct A { 1: A & a } union B {}",
        "struct A { 1: list<A> cpp_type 'x' a = [] }",
        "service A { async void f() oneway void g(1: i32 a,), }",
        "exception X {} service A { void f() throws (1: X x, 2: X y); }",
        "service A {} service B extends A {} (a)",
        "/***/ struct A {} /* ** */ # end",
        "namespace py.twisted a.b.c namespace * d",
        "struct A { i32 a, -4: i32 b, 0: i32 c }",
        "union U { 1: required i32 a = 5 }",
        "struct S { 1: bool a = true, 2: bool b = 1, 3: double c = 4 }",
        "enum E { A = 1 } const i32 X = E.A const E Y = 1 const map<E, i32> Z = {E.A: 1}",
        "struct S { 1: i32 a } const S X = {'a': 1} const list<S> Y = [{}, {'a': 2}]",
        "const string A = \"a\\t\\\\\" const binary B = 'b'",
        "struct A { 1: i32 a } (x = \"y\", z)",
        "const list<i32> A = {} const map<i32, i32> B = []",
        "enum E { A } typedef E F const E X = F.A",
        "enum E { A } const bool X = E.A const i32 Y = true",
        "struct S { 1: i32 a } const map<list<i32>, S> X = {[1, 2]: {}, []: {'a': 5}}",
    ];

    public void Dispose() => Directory.Delete(_output, recursive: true);

    [Theory]
    [InlineData("kitchen.sink.thrift")]
    [InlineData("shared.thrift")]
    public void Both_accept_a_file(string name) => AssertBothAccept(SampleFiles.PathOf(name));

    [Theory]
    [MemberData(nameof(Snippets))]
    public void Both_accept_a_text(string text)
    {
        string path = Path.Combine(_output, "snippet.thrift");
        File.WriteAllText(path, text);

        AssertBothAccept(path);
    }

    private void AssertBothAccept(string path)
    {
        Assert.SkipUnless(File.Exists(Compiler), $"{Compiler} is not installed.");

        ReferenceAccepts(path).ShouldBeTrue();
        IdlCompiler.Load(path).Diagnostics.Where(d => d.Severity == IdlSeverity.Error).ShouldBeEmpty();
    }

    private bool ReferenceAccepts(string path)
    {
        using Process process = Process.Start(new ProcessStartInfo(Compiler, ["-r", "-o", _output, "--gen", "json", path])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
