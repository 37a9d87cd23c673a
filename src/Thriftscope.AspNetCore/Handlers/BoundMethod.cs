using Thriftscope.Schema;

namespace Thriftscope.AspNetCore.Handlers;

/// <summary>A method of the IDL and what runs it.</summary>
internal sealed record BoundMethod(MethodSchema Schema, HandlerMethod Handler);
