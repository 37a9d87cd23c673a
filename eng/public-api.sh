#!/usr/bin/env bash
# Brings PublicAPI.Unshipped.txt of each project up to date with the code: run it after a change of the public API, and read
# the diff: every line is a promise.
set -euo pipefail
cd "$(dirname "$0")/.."

for project in src/*/*.csproj; do
    folder=$(dirname "$project")
    api="$folder/PublicAPI.Unshipped.txt"
    echo '#nullable enable' > "$api"
    # RS0016 names each symbol that the file lacks, in the form that the file wants.
    dotnet build "$project" --no-incremental -p:BuildProjectReferences=true -p:WarningsNotAsErrors=RS0016%3BRS0017 2>&1 \
        | grep -F "/$folder/" \
        | sed -n "s/.*RS0016: Symbol '\(.*\)' is not part of the declared public API.*/\1/p" \
        | LC_ALL=C sort -u >> "$api"
    echo "$api: $(($(wc -l < "$api") - 1)) symbols"
done
