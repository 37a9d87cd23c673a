#!/usr/bin/env bash
# Measures Thriftscope against its peers, in the same run.
#   eng/bench.sh           with BenchmarkDotNet; takes about twenty minutes, and renews bench/results.json and the tables of bench/README.md
#   eng/bench.sh --only NAME   the same for the rows with NAME in their names; the other rows stay as they were
#   eng/bench.sh --quick   the same workloads in short; takes about five minutes, and writes artifacts/bench.json
set -euo pipefail
cd "$(dirname "$0")/.."

mode=full
case "${1:-}" in
    --quick) mode=quick ;;
    --only) mode=full only=${2:?"a part of the names of rows"} ;;
    '') ;;
    *) echo "Usage: eng/bench.sh [--quick | --only NAME]" >&2; exit 2 ;;
esac

project=bench/Thriftscope.Benchmarks
dotnet build "$project" --configuration Release --verbosity quiet --nologo
run=(dotnet "$project/bin/Release/net10.0/Thriftscope.Benchmarks.dll")
if [ "$mode" = full ]; then
    "${run[@]}" full bench/results.json ${only:+"$only"}
    "${run[@]}" readme bench/results.json bench/README.md
else
    "${run[@]}" quick artifacts/bench.json
fi
