#!/usr/bin/env bash
# Writes deploy/kubernetes/prometheus-rule.yaml from Prometheus' rule files; with --check it only looks whether the file is what it
# would write.
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1:-}" in
    '' | --check) ;;
    *) echo "Usage: eng/prometheus-rule.sh [--check]" >&2; exit 2 ;;
esac

rule=deploy/kubernetes/prometheus-rule.yaml
written=$(mktemp)
trap 'rm -f "$written"' EXIT
{
    cat << HEAD
# Made by eng/prometheus-rule.sh from deploy/prometheus/thrift.rules.yml and thrift.alerts.yml.
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: thrift
spec:
  groups:
HEAD
    # All below "groups:", two columns further in.
    sed --silent --separate '/^groups:/,$ { /^groups:/d; s/^./  &/; p }' deploy/prometheus/thrift.rules.yml deploy/prometheus/thrift.alerts.yml
} > "$written"
case "${1:-}" in
    --check) diff -u "$rule" "$written" || { echo "Run eng/prometheus-rule.sh." >&2; exit 1; } ;;
    *) cp "$written" "$rule" ;;
esac
