// What passes through a program whose IDL is older than its peers'.
namespace csharp Thriftscope.Typed.Tests.Passing

struct Parcel {
    1: string name
    2: string packed_by (csharp.name = "Packer")
} (csharp.unknown_fields = "keep")

union Way {
    1: string road
}

exception Lost {
    1: string place
}

service Post {
    Parcel send(1: Parcel parcel, 2: Way way) throws (1: Lost lost)
    map<string, string> own(8888: map<string, string> context)
}
