#!/usr/bin/env bash
# Writes deploy/grafana/thrift.json from its source, eng/Thriftscope.Dashboard/ThriftDashboard.cs; with --check it only looks whether
# the file is what it would write.
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1:-}" in
    '' | --check) ;;
    *) echo "Usage: eng/dashboard.sh [--check]" >&2; exit 2 ;;
esac

dashboard=deploy/grafana/thrift.json
written=$(mktemp)
trap 'rm -f "$written"' EXIT
dotnet run --project eng/Thriftscope.Dashboard --configuration Release > "$written"
case "${1:-}" in
    --check) diff -u "$dashboard" "$written" || { echo "Run eng/dashboard.sh." >&2; exit 1; } ;;
    *) cp "$written" "$dashboard" ;;
esac
