using Thriftscope.ApacheThrift.Generated;

namespace Thriftscope.ApacheThrift.Servers;

/// <summary>Knows which method a message calls.</summary>
internal interface IServiceCatalog
{
    ServedMethod Resolve(string messageName);
}

/// <summary>A method, as a message names it.</summary>
/// <param name="Service">The name of its service; empty where it can't be known.</param>
/// <param name="Name">Its own name.</param>
/// <param name="IsKnown">Whether the service has it.</param>
/// <param name="Shape">What the generated code tells of it.</param>
internal readonly record struct ServedMethod(string Service, string Name, bool IsKnown, MethodShape? Shape);
