#!/usr/bin/env bash
# Writes docs/metrics.md, the table of all metrics, from what the code records.
#   eng/metrics.sh           writes it
#   eng/metrics.sh --check   fails when it would change
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1:-}" in
    '') dotnet run --project eng/Thriftscope.MetricsTable --configuration Release -- docs/metrics.md ;;
    --check)
        file=$(mktemp)
        trap 'rm -f "$file"' EXIT
        dotnet run --project eng/Thriftscope.MetricsTable --configuration Release -- "$file"
        diff docs/metrics.md "$file" || { echo "docs/metrics.md is not what the code records: run eng/metrics.sh." >&2; exit 1; }
        ;;
    *) echo "Usage: eng/metrics.sh [--check]" >&2; exit 2 ;;
esac
