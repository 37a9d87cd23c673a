/** What compilers up to 0.17 do not accept. */

namespace * newer (uri = "x")

const i32 FIRST = SECOND
const i32 SECOND = Later.MEMBER
const Person SOMEBODY = {"name": NAME, "level": Later.MEMBER}
const string NAME = "somebody"
const double WHOLE = 1.
const uuid PLAIN = '00000000-4444-CCCC-ffff-0123456789ab'
const uuid BRACED = '{00112233-4455-6677-8899-aaBBccDDeeFF}'

service Derived extends Base {}

service Base {
  void next(1: i32 from, 2: string self, 3: bool class)
}

struct Person {
  1: uuid key = "00112233-4455-6677-8899-aabbccddeeff"
  2: map<uuid, list<uuid>> links
  3: string name
  4: Later level = Later.MEMBER
  5: string uuid
  6: list<string> list
  7: bool required
  8: optional bool optional
  9: required i32 struct = FIRST
}

enum Later { MEMBER = 4 }
