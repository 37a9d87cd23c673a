using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Thriftscope;

/// <summary>
/// Whether classes of a user's own can stand for structs, and collections of any type be made: in a trimmed program or one compiled ahead of
/// time their members and their code may not be there. The trimmer takes it for false and leaves out what is behind it.
/// </summary>
internal static class ReflectionSupport
{
    [FeatureGuard(typeof(RequiresUnreferencedCodeAttribute))]
    [FeatureGuard(typeof(RequiresDynamicCodeAttribute))]
    [UnconditionalSuppressMessage("Trimming", "IL4000", Justification = "By the attributes above the trimmer writes false here, whatever stands here.")]
    public static bool IsThere => RuntimeFeature.IsDynamicCodeSupported;

    /// <summary>Why handlers and conversions that need it have the attributes of what does not go into a trimmed program.</summary>
    public const string Reason = "Methods and properties of any class are found by reflection. Generated services and types need none.";

    /// <summary>What is thrown where it would be needed and is not there.</summary>
    public static ThriftValueException Missing(string value, string target) =>
        new($"{value} can't become a {target} in a trimmed program: that needs reflection. Generated types, ThriftStruct and dictionaries do without");
}
