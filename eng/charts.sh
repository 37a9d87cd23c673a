#!/usr/bin/env bash
# Draws the charts of docs/performance.md from bench/results.json, which eng/bench.sh has measured. Needs jq and gnuplot (on Debian: gnuplot-nox).
set -euo pipefail
cd "$(dirname "$0")/.."

for tool in jq gnuplot; do
    command -v "$tool" > /dev/null || { echo "There is no $tool on the PATH: install it, on Debian with apt-get install jq gnuplot-nox." >&2; exit 1; }
done

results=bench/results.json
target=docs/charts
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$target"

# The rows of one kind as a table: a line for each payload or number of callers, in the order in which they were measured; columns for ours
# and the peers. $1: what its rows' names match, with the line's name as group; $2: a jq expression of ours and $3: of a peer's; the rest: the peers.
table() {
    local pattern=$1 ours=$2 theirs=$3
    shift 3
    jq -r --arg pattern "$pattern" --args "
        [.[] | select(.name | test(\$pattern)) | . + {line: (.name | capture(\$pattern).line)}] as \$rows
        | reduce \$rows[].line as \$l ([]; if index(\$l) then . else . + [\$l] end)
        | .[] as \$line
        | [\$rows[] | select(.line == \$line)] as \$of
        | [\$line, (\$of[0] | $ours)] + [\$ARGS.positional[] as \$peer | \$of | map(select(.peer | startswith(\$peer)))[0] | $theirs]
        | @tsv" "$@" < "$results"
}

# $1: file; $2: title; $3: axis; $4: how the axis runs, in gnuplot's words; $5: table; the rest: the titles of its columns
bars() {
    local file=$1 title=$2 axis=$3 range=$4 data=$5
    shift 5
    local plot='' column=2
    for name in "$@"; do
        plot+="${plot:+, }'$data' using $column:xtic(1) title '$name'"
        column=$((column + 1))
    done
    gnuplot << GNUPLOT
set terminal svg size 900,420 font 'sans-serif,12' background 'white'
set output '$target/$file.svg'
set datafile separator '\t'
set title '$title'
set ylabel '$axis'
set style data histogram
set style histogram clustered gap 1
set style fill solid 0.85 noborder
set boxwidth 0.9
$range
set grid ytics linecolor '#dddddd'
set key outside bottom center horizontal
set linetype 1 linecolor '#1b6ca8'
set linetype 2 linecolor '#c0504d'
set linetype 3 linecolor '#9bbb59'
set linetype 4 linecolor '#8064a2'
plot $plot
GNUPLOT
    echo "$target/$file.svg"
}

for direction in encode decode; do
    table "^typed $direction (?<line>.*), binary\$" '.oursNs / 1000' '.peerNs / 1000' ApacheThrift Google.Protobuf MessagePack > "$work/$direction"
    bars "$direction" "${direction^} in binary: µs, on a logarithmic scale" 'µs' 'set logscale y' "$work/$direction" Thriftscope ApacheThrift Google.Protobuf MessagePack
done

calls='^typed echo of a small struct, (?<line>.*)$'
table "$calls" '1e9 / .oursNs' '1e9 / .peerNs' ApacheThrift gRPC > "$work/calls"
bars calls 'Calls per second, client and server on two cores' 'calls/s' 'set yrange [0:*]' "$work/calls" Thriftscope ApacheThrift gRPC
table "$calls" .oursBytes .peerBytes ApacheThrift gRPC > "$work/bytes"
bars bytes 'Memory allocated by a call, client and server together' 'bytes' 'set yrange [0:*]' "$work/bytes" Thriftscope ApacheThrift gRPC
