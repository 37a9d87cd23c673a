#!/usr/bin/env bash
# Installs what the tests need, builds in Release, runs every test, and ends with "N passed, N failed[, N skipped]".
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1:-}" in
    -h | --help)
        echo "Usage: eng/test.sh"
        echo "Runs all tests. What needs a peer or a backend that can't be installed is skipped; with CI=true it fails instead."
        exit 0
        ;;
esac

bash eng/peers.sh
bash eng/backend-programs.sh
dotnet build Thriftscope.slnx --configuration Release --nologo --verbosity quiet -clp:ErrorsOnly

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
# One test project at a time: several at once would slow each other into time-outs on a small machine.
dotnet test --solution Thriftscope.slnx --configuration Release --no-build --max-parallel-test-modules 1 | tee "$log" || status=$?

count() { sed -n "s/^ *$1: *\([0-9]*\).*/\1/p" "$log" | tail -n 1; }
passed=$(count succeeded)
failed=$(count failed)
skipped=$(count skipped)
# A test project that did not get to its end, such as by a crash: how many of its tests would have failed nobody knows.
crashed=$(count error)
failed=$((${failed:-0} + ${crashed:-0}))
if [ -z "$passed" ]; then
    echo "The tests did not run to their end." >&2
    exit 1
fi

if [ "${skipped:-0}" -gt 0 ]; then
    echo "$passed passed, $failed failed, $skipped skipped"
else
    echo "$passed passed, $failed failed"
fi
exit "$status"
