/// <summary>
/// What the runtime runs before the program's own Main: it looks for a class of this name, without a namespace.
/// https://github.com/dotnet/runtime/blob/main/docs/design/features/host-startup-hook.md
/// </summary>
internal static class StartupHook
{
    public static void Initialize() => Thriftscope.Agent.Agent.Start();
}
