namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>The IDL of the matrix.</summary>
internal static class MatrixIdl
{
    public static string FilePath => Path.Combine(AppContext.BaseDirectory, "Matrix", "matrix.thrift");

    public static ThriftModule Module { get; } = ThriftModule.Load(FilePath);

    public static ThriftStruct New(string name, object values) => Module.NewStruct(name, values);
}
