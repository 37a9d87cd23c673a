namespace Thriftscope.Telemetry;

/// <summary>What becomes of contexts in one dialect.</summary>
/// <param name="Dialect">The dialect.</param>
/// <param name="Role">What they become.</param>
public readonly record struct ThriftContextRule(ThriftContextDialect Dialect, ThriftContextRole Role = ThriftContextRole.Parent);
