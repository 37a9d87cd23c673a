#!/usr/bin/env bash
# Starts the demo with a real Prometheus, a real statsd and a receiver of OTLP, and prints what each has counted: they have to agree.
#   eng/backends.sh           takes about half a minute
#   eng/backends.sh --faults  also makes each of them fail under load, and renews the table of docs/reliability.md; two minutes more
set -euo pipefail
cd "$(dirname "$0")/.."

tests=(-class Thriftscope.Backends.Tests.Together.AgreementTests)
case "${1:-}" in
    '') ;;
    --faults) tests+=(-class Thriftscope.Backends.Tests.Together.FaultTests) ;;
    *) echo "Usage: eng/backends.sh [--faults]" >&2; exit 2 ;;
esac

bash eng/backend-programs.sh
project=tests/Thriftscope.Backends.Tests
results=artifacts/backends
rm -f "$results/agreement.txt" "$results/faults.md"
dotnet build "$project" --configuration Release --nologo --verbosity quiet -clp:ErrorsOnly
status=0
dotnet "$project/bin/Release/net10.0/Thriftscope.Backends.Tests.dll" "${tests[@]}" || status=$?
cat "$results/agreement.txt"
if [[ -e $results/faults.md ]]; then
    echo
    cat "$results/faults.md"
    document=docs/reliability.md
    { sed '/^<!-- results -->$/q' "$document"; cat "$results/faults.md"; sed -n '/^<!-- end of results -->$/,$p' "$document"; } > "$results/reliability.md"
    cp "$results/reliability.md" "$document"
fi
exit "$status"
