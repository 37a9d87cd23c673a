#!/usr/bin/env bash
# Writes docs/interop.md, the matrix of peers, protocols and transports, from a run of its tests.
#   eng/interop.sh           runs the tests of the matrix, and writes it
#   eng/interop.sh --check   fails when what the latest run of the tests gave is not what it says
set -euo pipefail
cd "$(dirname "$0")/.."

results=artifacts/interop.md
case "${1:-}" in
    '')
        bash eng/peers.sh
        project=tests/Thriftscope.Interop.Tests
        dotnet build "$project" --configuration Release --nologo --verbosity quiet -clp:ErrorsOnly
        rm -f "$results"
        status=0
        dotnet "$project/bin/Release/net10.0/Thriftscope.Interop.Tests.dll" -namespace Thriftscope.Interop.Tests.Matrix -namespace Thriftscope.Interop.Tests.Matrix.DotNet || status=$?
        cp "$results" docs/interop.md
        exit "$status"
        ;;
    --check)
        [[ -e $results ]] || { echo "There is no $results: run the tests of tests/Thriftscope.Interop.Tests first." >&2; exit 1; }
        diff docs/interop.md "$results" || { echo "docs/interop.md is not what the tests gave: run eng/interop.sh." >&2; exit 1; }
        ;;
    *) echo "Usage: eng/interop.sh [--check]" >&2; exit 2 ;;
esac
