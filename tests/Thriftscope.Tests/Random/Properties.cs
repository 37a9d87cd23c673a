using FsCheck;
using FsCheck.Fluent;

namespace Thriftscope.Tests.Random;

/// <summary>How properties are checked: a failure throws, and prints the case and the seed that finds it again.</summary>
internal static class Properties
{
    public static void ForAll<T>(int cases, Gen<T> generator, Action<T> holds) =>
        Prop.ForAll(generator.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(cases));
}
