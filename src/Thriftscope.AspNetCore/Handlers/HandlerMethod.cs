using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Thriftscope.Schema;

namespace Thriftscope.AspNetCore.Handlers;

/// <summary>A method of the user's handler that runs a method of the IDL.</summary>
internal sealed class HandlerMethod
{
    private readonly MethodSchema _schema;
    private readonly ParameterInfo[] _parameters;
    private readonly MethodInvoker _invoker;
    private readonly Func<object?, ValueTask<object?>> _await;

    [RequiresDynamicCode(ReflectionSupport.Reason)]
    private HandlerMethod(MethodSchema schema, MethodInfo method)
    {
        _schema = schema;
        _parameters = method.GetParameters();
        _invoker = MethodInvoker.Create(method);
        _await = HandlerResult.AwaiterFor(method.ReturnType);
        WantsContext = _parameters.Any(p => p.ParameterType == typeof(ThriftCallContext));
    }

    /// <summary>Whether a parameter takes the call's context: without one, and without interceptors, none is made.</summary>
    public bool WantsContext { get; }

    /// <summary>Finds the handler's method for a method of the IDL: by name, with or without <c>Async</c> behind it.</summary>
    /// <returns>The method, or what is wrong.</returns>
    [RequiresUnreferencedCode(ReflectionSupport.Reason)]
    [RequiresDynamicCode(ReflectionSupport.Reason)]
    public static (HandlerMethod? Method, string? Problem) Bind(Type handler, MethodSchema schema)
    {
        MethodInfo[] candidates =
        [
            .. handler.GetMethods(BindingFlags.Public | BindingFlags.Instance)
                .Where(m => m.DeclaringType != typeof(object) && Rank(m.Name, schema.Name) < int.MaxValue)
                .OrderBy(m => Rank(m.Name, schema.Name)),
        ];
        int wanted = schema.Arguments.Fields.Count;
        MethodInfo? match = candidates.FirstOrDefault(m => m.GetParameters().Count(IsArgument) == wanted);
        if (match is { IsGenericMethodDefinition: false })
            return Mismatch(schema, match) is { } problem ? (null, problem) : (new HandlerMethod(schema, match), null);
        return (null, candidates.Length == 0
            ? $"{schema}: there is no method {schema.Name}"
            : $"{schema}: {handler.Name}.{candidates[0].Name} does not take {wanted} arguments");
    }

    /// <summary>Runs the method.</summary>
    public ValueTask<object?> InvokeAsync(object handler, ThriftStruct arguments, ThriftCallContext? context, CancellationToken cancellationToken)
    {
        if (_parameters.Length == 0)
            return _await(_invoker.Invoke(handler));
        ArgumentBuffer buffer = default;
        Span<object?> values = _parameters.Length <= ArgumentBuffer.Length ? ((Span<object?>)buffer)[.._parameters.Length] : new object?[_parameters.Length];
        int next = 0;
        for (int i = 0; i < _parameters.Length; i++)
        {
            ParameterInfo parameter = _parameters[i];
            if (IsArgument(parameter))
                values[i] = Argument(arguments, _schema.Arguments.Fields[next++], parameter);
            else
                values[i] = parameter.ParameterType == typeof(CancellationToken) ? cancellationToken : context;
        }

        return _await(_invoker.Invoke(handler, values));
    }

    private static bool IsArgument(ParameterInfo parameter) =>
        parameter.ParameterType != typeof(CancellationToken) && parameter.ParameterType != typeof(ThriftCallContext);

    private static string? Mismatch(MethodSchema schema, MethodInfo method)
    {
        ParameterInfo[] parameters = [.. method.GetParameters().Where(IsArgument)];
        foreach ((ParameterInfo parameter, FieldSchema field) in parameters.Zip(schema.Arguments.Fields))
        {
            if (!ObjectMapper.CanBecome(field.Type, parameter.ParameterType))
                return $"{schema}: the parameter {parameter.Name} can't be a {parameter.ParameterType.Name}";
        }

        bool returnsNothing = method.ReturnType == typeof(void) || method.ReturnType == typeof(Task) || method.ReturnType == typeof(ValueTask);
        return returnsNothing && schema.ReturnType is not null ? $"{schema}: {method.Name} returns nothing" : null;
    }

    private object? Argument(ThriftStruct arguments, FieldSchema field, ParameterInfo parameter)
    {
        object? value = arguments.Get(field);
        if (value is null && parameter.HasDefaultValue)
            return parameter.DefaultValue;
        try
        {
            return ObjectMapper.ToClr(value, parameter.ParameterType);
        }
        catch (ThriftValueException e) when (e.Within(field.Name) || e.Within(_schema.Name))
        {
            throw;
        }
    }

    private static int Rank(string name, string wanted)
    {
        if (name == wanted)
            return 0;
        if (name.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            return 1;
        return name.Equals(wanted + "Async", StringComparison.OrdinalIgnoreCase) ? 2 : int.MaxValue;
    }

    // Room for the arguments of nearly every method, on the stack.
    [InlineArray(Length)]
    private struct ArgumentBuffer
    {
        public const int Length = 8;
        private object? _first;
    }
}
