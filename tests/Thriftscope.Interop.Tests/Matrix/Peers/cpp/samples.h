// The samples that each side of the matrix has of its own, and how values are compared.
#pragma once

#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "matrix_types.h"

namespace peer {

using namespace matrix;
using namespace std::string_literals;

inline const std::string text = "Grüße, мир, 你好 😀𝄞";
inline const std::string controls = "\1\b\t\n\v\f\r\x1b\"\\/\x7f\u0080\u2028"s;
inline const Color::type unknownColor = static_cast<Color::type>(42);

inline std::string everyByte() {
  std::string bytes(256, '\0');
  for (int n = 0; n < 256; ++n) bytes[n] = static_cast<char>(n);
  return bytes;
}

template <class Numbers = std::vector<int32_t>>
Numbers range(int32_t from, int32_t to) {
  Numbers numbers;
  for (int32_t n = from; n < to; ++n) numbers.insert(numbers.end(), n);
  return numbers;
}

inline Person person(const std::string& name) {
  Person person;
  person.__set_name(name);
  return person;
}

inline Person person(const std::string& name, int32_t age) {
  Person aged = person(name);
  aged.__set_age(age);
  return aged;
}

inline Tree tree(const std::string& label, const std::vector<Tree>& children = {}) {
  Tree tree;
  tree.__set_label(label);
  tree.__set_children(children);
  return tree;
}

inline Tree chain(int length) {
  Tree top = tree("leaf");
  for (int n = 0; n < length; ++n) top = tree(std::to_string(n), {top});
  return top;
}

inline Scalars scalars(bool flag, int8_t tiny, int16_t small, int32_t medium, int64_t large, double real, const std::string& text,
                       const std::string& raw, Color::type color, int64_t instant) {
  Scalars scalars;
  scalars.__set_flag(flag);
  scalars.__set_tiny(tiny);
  scalars.__set_small(small);
  scalars.__set_medium(medium);
  scalars.__set_large(large);
  scalars.__set_real(real);
  scalars.__set_text(text);
  scalars.__set_raw(raw);
  scalars.__set_color(color);
  scalars.__set_instant(instant);
  return scalars;
}

inline Wide wide(int32_t thousand, bool seventeen, bool sixteen, int32_t one, const std::string& threeHundred, bool two,
                 const std::vector<int32_t>& before) {
  Wide wide;
  wide.__set_thousand(thousand);
  wide.__set_seventeen(seventeen);
  wide.__set_sixteen(sixteen);
  wide.__set_one(one);
  wide.__set_threeHundred(threeHundred);
  wide.__set_two(two);
  wide.__set_before(before);
  return wide;
}

inline Everything empty() {
  Everything e;
  e.__set_scalars(scalars(false, 0, 0, 0, 0, 0.0, "", "", Color::RED, 0));
  e.__set_wide(wide(0, false, false, 0, "", false, {}));
  Shape shape;
  shape.__set_circle(0.0);
  e.__set_shape(shape);
  e.__set_tree(tree(""));
  return e;
}

inline Everything full() {
  Everything e;
  e.__set_scalars(scalars(true, INT8_MIN, INT16_MIN, INT32_MIN, INT64_MIN, -0.5, text, everyByte(), Color::BLUE, 1700000000123));
  e.__set_wide(wide(1000, true, false, 1, "300", true, {299}));
  Shape shape;
  shape.__set_polygon({3, 4, 5});
  e.__set_shape(shape);
  e.__set_tree(tree("root", {tree("leaf"), tree("twig")}));
  e.__set_bools({true, false, true, true, false});
  e.__set_people({person("Ann", 41), person("")});
  e.__set_numbers({INT64_MIN, 0, INT64_MAX});
  e.__set_labels({"", "x", "😀"});
  e.__set_flags({{"yes", true}, {"no", false}});
  e.__set_lists({{-1, {}}, {INT32_MAX, {"a", "b"}}});
  e.__set_weights({{Color::RED, 0.1}, {unknownColor, 1.7976931348623157e308}});
  e.__set_blobs({{}, {"", "\0\xff"s}});
  e.__set_maps({{}, {{"a", -1}, {"b", INT64_MAX}}});
  e.__set_nested({{"x", {{"y", person("Bo")}}}, {"z", {}}});
  return e;
}

inline Everything sixteen() {
  Everything e;
  e.__set_scalars(scalars(false, INT8_MAX, INT16_MAX, INT32_MAX, INT64_MAX, 5e-324, controls, "\0"s, unknownColor, -1));
  e.__set_wide(wide(-1000, false, true, -1, std::string(300, 'x'), false, range(0, 14)));
  Shape shape;
  shape.__set_portrait(person("Cy", -1));
  e.__set_shape(shape);
  e.__set_tree(chain(20));
  e.__set_bools(std::vector<bool>(15, true));
  e.__set_numbers(range<std::set<int64_t>>(0, 16));
  e.__set_weights({{Color::BLUE, -1.5}});
  e.__set_blobs({std::vector<std::string>(15, "x")});
  for (int n = 0; n < 16; ++n) {
    e.people.push_back(person(std::to_string(n)));
    e.maps.push_back({{std::to_string(n), n}});
  }
  for (int n = 0; n < 14; ++n) e.labels.insert(std::to_string(n));
  for (int n = 0; n < 15; ++n) {
    e.lists[n] = {};
    e.nested[std::to_string(n)] = {};
  }
  for (int n = 0; n < 130; ++n) e.flags[std::to_string(n)] = n % 2 == 0;
  return e;
}

inline const std::map<std::string, Everything> samples = {{"empty", empty()}, {"full", full()}, {"sixteen", sixteen()}};

template <class T>
bool same(const T& a, const T& b) {
  return a == b;
}

// To the bit, but for the kind of NaN.
inline bool same(double a, double b) {
  return (a != a && b != b) || std::memcmp(&a, &b, sizeof a) == 0;
}

template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b) {
  if (a.size() != b.size()) return false;
  for (size_t n = 0; n < a.size(); ++n) {
    if (!same(a[n], b[n])) return false;
  }
  return true;
}

inline bool same(const std::vector<bool>& a, const std::vector<bool>& b) {
  return a == b;
}

}  // namespace peer
