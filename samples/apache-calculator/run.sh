#!/usr/bin/env bash
# Starts the three processes on ports that the system picks, and shows how the traces of the client's calls went through them.
set -euo pipefail
cd "$(dirname "$0")"

dotnet build --nologo --verbosity quiet -clp:NoSummary >&2
program=(timeout 60 dotnet bin/Debug/net10.0/apache-calculator.dll)
output=$(mktemp -d)
servers=()

stop() {
    local server stopping=("${servers[@]}")
    servers=()
    for server in "${stopping[@]}"; do
        kill -TERM "$server" || continue
        wait "$server" || true
    done
}
trap 'stop; rm -rf "$output"' EXIT

# Starts a server, and sets port to the one that it has got.
serve() {
    : >"$output/$1"
    "${program[@]}" "$1" "${@:2}" >"$output/$1" 2>&1 &
    servers+=($!)
    local tries
    for ((tries = 0; tries < 200; tries++)); do
        port=$(sed -n 's/.* listens on port //p' "$output/$1")
        [[ -n $port ]] && return
        kill -0 "${servers[-1]}" 2>/dev/null || break
        sleep 0.1
    done
    cat "$output/$1" >&2
    exit 1
}

serve log 0
serve calculator 0 "$port"
"${program[@]}" client "$port" >"$output/client" || { cat "$output/client" >&2; exit 1; }
stop

# One line for each span, in the order in which they began.
awk '
    $1 == "Activity.TraceId:" { trace = $2; status = "" }
    $1 == "Activity.DisplayName:" { name = $2 }
    $1 == "Activity.Kind:" { kind = $2 }
    $1 == "Activity.StartTime:" { start = $2 }
    $1 == "rpc.status_code:" { status = $2 }
    $1 == "service.name:" { print start, trace, $2, kind, name, status }
' "$output"/* | sort >"$output/spans"

grep -E '^(6 |Undefined|Log:)' "$output/client"
while read -r trace; do
    printf '\ntrace %s\n' "$trace"
    awk -v trace="$trace" '$2 == trace { printf "  %-10s  %-6s  %-19s  %s\n", $3, $4, $5, $6 }' "$output/spans"
done < <(awk '!seen[$2]++ { print $2 }' "$output/spans")
