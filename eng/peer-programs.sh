#!/usr/bin/env bash
# Makes what the peers of the interop matrix run from, in artifacts/interop: code of Apache's compiler, a program in C++, and npm's
# thrift. What is there already is made again only when its sources have changed. The tests call this too.
#   eng/peer-programs.sh [python] [cpp] [node]     all of them by default
set -euo pipefail
cd "$(dirname "$0")/.."

sources=$PWD/tests/Thriftscope.Interop.Tests/Matrix
idl=$sources/matrix.thrift
folder=$PWD/artifacts/interop
mkdir -p "$folder"
# Two test classes may want the same program at once.
exec 9> "$folder/lock"
flock 9

# is_current STAMP FILE...: whether the files, and the compiler, are those that the stamp was made from; notes them for make_stamp.
is_current() {
    local stamp=$1
    shift
    wanted=$({ thrift -version; cat "$0" "$@"; } | sha256sum)
    [[ -e $stamp && $(< "$stamp") == "$wanted" ]]
}

generate() {
    local generator=$1 output=$2
    rm -rf "$output"
    mkdir -p "$output"
    # The warning that `byte` has a new name is for others.
    thrift --gen "$generator" -out "$output" "$idl" &> "$folder/thrift.log" || { cat "$folder/thrift.log" >&2; return 1; }
}

make_python() {
    is_current "$folder/python.stamp" "$idl" && return
    generate py "$folder/python"
    echo "$wanted" > "$folder/python.stamp"
}

make_cpp() {
    local peer=$sources/Peers/cpp
    is_current "$folder/cpp.stamp" "$idl" "$peer"/* && return
    generate cpp:no_skeleton "$folder/cpp"
    # Not optimised: it is compiled more often than it runs long.
    (cd "$folder/cpp" && printf '%s\n' "$peer/peer.cpp" ./*.cpp | xargs -P 2 -I {} g++ -std=c++17 -O0 -w -I. -I"$peer" -c {})
    g++ -o "$folder/cpp/peer" "$folder"/cpp/*.o -lthriftz -lthrift -lz -lssl -lcrypto -lpthread
    echo "$wanted" > "$folder/cpp.stamp"
}

make_node() {
    local peer=$sources/Peers/node
    is_current "$folder/node.stamp" "$idl" "$peer"/*.json && return
    # With promises of the language: the package no longer brings Q, which the compiler of Debian uses otherwise.
    generate js:node,es6 "$folder/node/generated"
    cp "$peer/package.json" "$peer/package-lock.json" "$folder/node"
    npm ci --prefix "$folder/node" --omit=optional --no-audit --no-fund --loglevel=error >&2
    echo "$wanted" > "$folder/node.stamp"
}

[[ $# -gt 0 ]] || set -- python cpp node
for program in "$@"; do
    case "$program" in
        python | cpp | node) "make_$program" ;;
        *) echo "Usage: eng/peer-programs.sh [python] [cpp] [node]" >&2; exit 2 ;;
    esac
done
