/**
 * Every feature that has been in the language for long.
 */

include "shared.thrift"
cpp_include "<unordered_map>"

namespace * kitchen.sink
namespace cpp kitchen
namespace py.twisted kitchen_sink
namespace noexist Kitchen
namespace xsd test (uri = 'http://example.org/ns/kitchen')

# A comment of the shell,
// one of C++,
/* one of C ** with * stars / and slashes **/
/**/
/***/

const i32 SEVEN = 7

/** The plain numbers. */
enum Numberz {
  ONE = 1,
  TWO
  THREE;
  /** Skips four. */
  FIVE = 0x5 (odd),
  SIX (odd = "no", even = "yes")
  EIGHT = 8,
  MINUS = -3
  AFTER_MINUS
} (bits = "4")

enum Empty {}

typedef i64 UserId
typedef map<string, Bonk> MapType;
typedef list<i32> ( cpp.template = "std::list" ) int_linked_list (note = 'alias'),
typedef set<UserId> Ids

struct Bonk {
  1: string message,
  2: i32 type
}

struct Recursive {
  1: optional Recursive & following
  2: list<Recursive> children
  3: Later later
}

struct Later xsd_all {
  1: required bool a xsd_optional,
  2: byte b = -0x7f xsd_nillable (range = "small")
  3: i8 c = 127;
  4: i16 d = 32767
  5: i32 e = shared.LIMIT,
  6: i64 f = 10000000000
  7: double g = -1.5e-3,
  8: string h = 'it\'s "quoted"\t\\'
  9: binary i = "raw"
  10: Numberz j = Numberz.SIX
  11: shared.Level k = shared.Level.MIDDLE
  12: list<map<set<i32> (python.immutable = ""), map<i32, set<list<map<Bonk, string> (x = "y")>>>>> l
  13: map cpp_type "std::unordered_map<int, int>" <i32, i32> m = {1: 2, 3: 4; 5: 6}
  14: set cpp_type "my_set" <string> n = ["a", 'b']
  15: list <string> cpp_type "my_list" o
  16: i32 p xsd_attrs { 1: string attribute }
  17: shared.Stamp q = {"at": 5}
  18: Bonk r = {'message': 'hi', 'type': SEVEN}
  32767: i32 last
  i32 implicit_one
  optional i32 implicit_two = 5
} (python.immutable = "", final)

union Choice {
  1: i32 number = 4
  2: string text
  3: Recursive tree
}

exception Failure {
  1: i32 code, 2: string message
} (severity = "high")

const i32 HEX = 0x0001F
const i32 NEGATIVE_HEX = -0x0001F,
const i64 BIG = 9223372036854775807;
const double DUB = 325.532
const double EXPONENT = 1e10
const double FROM_INT = 3
const bool YES = true
const bool NO = 0
const string TEXT = "caf\\ é 日本"
const Numberz ENUM = Numberz.EIGHT
const Numberz ENUM_BY_NUMBER = 5
const shared.Level OTHER_ENUM = shared.Level.HIGH
const list<i32> LIST = [1, 2; 3 4,]
const set<i32> SET = [235, 53235]
const map<i32, map<string, list<double>>> NESTED = {235: {"a": [1, 2.5], 'b': []}, 1: {}}
const map<Numberz, string> BY_ENUM = {Numberz.ONE: "HOWDY", Numberz.TWO: "PARTNER"}
const Bonk BONK = {'message': "m", 'type': SEVEN}
const map<i32, Bonk> BONKS = {1: {'message': "x"}, 2: {}}
const Choice CHOICE = {'text': 'x'}
const i32 (unit = "ms") TIMEOUT = shared.LIMIT

/** The service. */
service Kitchen extends shared.Base {
  void nothing(),
  /**
   * Cooks.
   *   indented
   */
  Bonk cook(1: required string dish, 2: optional i32 minutes = 10 (unit = "min"), 3: list<Numberz> numbers) throws (1: Failure failure, 2: shared.Denied denied) (idempotent)
  oneway void forget(1: UserId id);
  async void forget_too(1: UserId id)
  map<UserId, map<Numberz, Bonk>> search(1: string text
    2: i32 page)
  i32 no_ids(i32 a, i32 b)
} (version = "1.0", internal)

service Derived extends Kitchen {}
