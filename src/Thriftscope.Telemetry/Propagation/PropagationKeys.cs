namespace Thriftscope.Telemetry;

/// <summary>
/// Which keys are a trace context's, among others in one map: those that the configured propagator writes, and those of the
/// propagators that peers may have. They tell of one call, and are never passed on with another.
/// </summary>
internal readonly struct PropagationKeys
{
    private readonly string[] _fields;

    private PropagationKeys(string[] fields) => _fields = fields;

    /// <summary>Of the propagator that is configured now.</summary>
    public static PropagationKeys Current => new(ContextPropagator.Current.Fields());

    public bool Contains(string key) =>
        TrailingField.IsKnownKey(key)
        || TrailingField.IsSkyWalkingKey(key)
        || key.StartsWith("x-b3-", StringComparison.OrdinalIgnoreCase)
        || key.StartsWith("uberctx-", StringComparison.OrdinalIgnoreCase)
        || _fields.Contains(key, StringComparer.OrdinalIgnoreCase);
}
