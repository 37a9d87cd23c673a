namespace Thriftscope.Interop.Tests.Matrix;

public sealed class CppMatrixTests(MatrixFixture fixture) : MatrixTests(fixture, PeerName.Cpp), IClassFixture<MatrixFixture>
{
    public static TheoryData<string, string> OfItsServer => Cells(PeerName.Cpp, PeerRole.Server);

    public static TheoryData<string, string> OfItsClient => Cells(PeerName.Cpp, PeerRole.Client);

    [Theory]
    [MemberData(nameof(OfItsServer))]
    public Task Our_client_calls_every_method_of_its_server(string protocol, string wire) => RunAsync(PeerRole.Server, protocol, wire);

    [Theory]
    [MemberData(nameof(OfItsClient))]
    public Task Its_client_calls_every_method_of_our_server(string protocol, string wire) => RunAsync(PeerRole.Client, protocol, wire);
}
