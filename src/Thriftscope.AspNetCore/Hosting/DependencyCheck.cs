using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Thriftscope.AspNetCore.Hosting;

/// <summary>
/// Finds what dependency injection lacks for a handler, by its constructors and those of what they take. Nothing is made for it: of what
/// a factory of the program's makes, only calling it would tell.
/// </summary>
internal sealed class DependencyCheck(IServiceCollection services, IServiceProviderIsService known)
{
    private readonly HashSet<Type> _seen = [];

    /// <summary>What is missing, as a sentence; <see langword="null"/> when nothing is known to be.</summary>
    public string? FindProblem(Type service)
    {
        if (services.LastOrDefault(d => d.ServiceType == service && !d.IsKeyedService)?.ImplementationType is not { } type || !_seen.Add(type))
            return null;
        string? problem = null;
        foreach (ConstructorInfo constructor in type.GetConstructors())
        {
            // One constructor that can be called is enough.
            if (constructor.GetParameters().Select(FindProblem).FirstOrDefault(p => p is not null) is not { } found)
                return null;
            problem ??= found;
        }

        return problem ?? $"{type} has no public constructor.";
    }

    private string? FindProblem(ParameterInfo parameter)
    {
        if (parameter.HasDefaultValue || parameter.IsDefined(typeof(FromKeyedServicesAttribute)))
            return null;
        return known.IsService(parameter.ParameterType)
            ? FindProblem(parameter.ParameterType)
            : $"The constructor of {parameter.Member.DeclaringType} takes a {parameter.ParameterType}, which was not added to the application's services.";
    }
}
