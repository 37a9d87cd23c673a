// A service that has the name of another in another namespace.
namespace csharp Thriftscope.Typed.Tests.Twin

service Ground {
    string whoAreYou()
}
