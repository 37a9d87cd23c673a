using Thriftscope.ApacheThrift.Weaver;

// Started by the package's targets. What it prints has the form that MSBuild takes for an error of its own.
if (args is not [string source, string destination])
{
    Console.Error.WriteLine("Thriftscope.ApacheThrift.Auto : error THRIFTWEAVER: expected two arguments, the path of Thrift.dll and that of the woven copy.");
    return 1;
}

try
{
    _ = ThriftWeaver.Weave(source, destination);
    return 0;
}
catch (Exception e) when (e is WeavingException or IOException or UnauthorizedAccessException or ArgumentException)
{
    Console.Error.WriteLine($"Thriftscope.ApacheThrift.Auto : error THRIFTWEAVER: {e.Message}");
    return 1;
}
