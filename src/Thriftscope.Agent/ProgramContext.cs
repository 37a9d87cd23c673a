using System.Reflection;
using System.Runtime.Loader;

namespace Thriftscope.Agent;

/// <summary>
/// What the command tells the agent, in properties of the runtime: environment variables would be inherited by the program's
/// children. The program itself shall find neither them nor anything that leads to the temporary folder.
/// </summary>
internal sealed class ProgramContext
{
    // The command writes these names too.
    private const string FolderProperty = "Thriftscope.Agent.TemporaryFolder";
    private const string ThriftProperty = "Thriftscope.Agent.Thrift";
    private const string ServiceNameProperty = "Thriftscope.Agent.ServiceName";
    // The runtime's own; others than the agent may stand in it.
    private const string HooksProperty = "STARTUP_HOOKS";

    private readonly string? _folder;
    private readonly string? _thrift;

    private ProgramContext(string? folder, string? thrift, string? serviceName)
    {
        _folder = folder;
        _thrift = thrift;
        ServiceName = serviceName;
    }

    /// <summary>The program's name.</summary>
    public string? ServiceName { get; }

    /// <summary>Reads the properties, and removes them.</summary>
    public static ProgramContext Take()
    {
        string agent = typeof(ProgramContext).Assembly.Location;
        string[] hooks = [.. (TakeProperty(HooksProperty) ?? "").Split(Path.PathSeparator).Where(h => h != agent)];
        if (hooks.Any(h => h.Length > 0))
            AppContext.SetData(HooksProperty, string.Join(Path.PathSeparator, hooks));
        return new ProgramContext(TakeProperty(FolderProperty), TakeProperty(ThriftProperty), TakeProperty(ServiceNameProperty));
    }

    /// <summary>
    /// Loads the woven library, after which its folder is needed no more. If that can't be, the program gets its own one.
    /// </summary>
    public void LoadThrift()
    {
        try
        {
            _ = Assembly.Load("Thrift");
        }
        catch (Exception e) when (e is IOException or BadImageFormatException && _thrift is not null)
        {
            AssemblyLoadContext.Default.Resolving += (context, name) => name.Name == "Thrift" ? context.LoadFromAssemblyPath(_thrift) : null;
            throw;
        }
        finally
        {
            Release();
        }
    }

    private void Release()
    {
        if (_folder is null)
            return;
        // Programs that compile at run time take the files of this list as their references.
        if (_thrift is not null && AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") is string assemblies)
        {
            AppContext.SetData("TRUSTED_PLATFORM_ASSEMBLIES", string.Join(Path.PathSeparator, assemblies.Split(Path.PathSeparator)
                .Select(a => a.StartsWith(_folder, StringComparison.Ordinal) ? _thrift : a)));
        }

        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // On Windows a loaded library can't be deleted; the command, which waits there, does it at the end.
        }
    }

    private static string? TakeProperty(string name)
    {
        string? value = AppContext.GetData(name) as string;
        AppContext.SetData(name, null);
        return string.IsNullOrEmpty(value) ? null : value;
    }
}
