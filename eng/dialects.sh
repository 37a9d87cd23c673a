#!/usr/bin/env bash
# Writes the table of conformance in docs/dialects.md, of dialects, protocols and framings, from a run of its tests.
#   eng/dialects.sh           runs the tests of the table, and writes it
#   eng/dialects.sh --check   fails when what the latest run of the tests gave is not what it says
set -euo pipefail
cd "$(dirname "$0")/.."

results=artifacts/dialects.md
document=docs/dialects.md

# The document with the results between its two marks.
filled() {
    awk -v results="$results" '
        /^<!-- matrix -->$/ { print; print ""; while ((getline line < results) > 0) print line; print ""; skip = 1 }
        /^<!-- end of matrix -->$/ { skip = 0 }
        !skip { print }' "$document"
}

case "${1:-}" in
    '')
        bash eng/peers.sh
        project=tests/Thriftscope.Interop.Tests
        dotnet build "$project" --configuration Release --nologo --verbosity quiet -clp:ErrorsOnly
        rm -f "$results"
        status=0
        dotnet "$project/bin/Release/net10.0/Thriftscope.Interop.Tests.dll" -class Thriftscope.Interop.Tests.Dialects.DialectMatrixTests || status=$?
        text=$(filled)
        printf '%s\n' "$text" > "$document"
        exit "$status"
        ;;
    --check)
        [[ -e $results ]] || { echo "There is no $results: run the tests of tests/Thriftscope.Interop.Tests first." >&2; exit 1; }
        diff "$document" <(filled) || { echo "$document is not what the tests gave: run eng/dialects.sh." >&2; exit 1; }
        ;;
    *) echo "Usage: eng/dialects.sh [--check]" >&2; exit 2 ;;
esac
