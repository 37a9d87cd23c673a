#!/usr/bin/env bash
# Installs the Debian packages of the other Thrift implementations that the interoperability tests talk to, and makes the programs
# that run on them (eng/peer-programs.sh). Where it can't, it says so and the tests of those peers are skipped; with CI=true that is an error.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(
    python3
    python3-thriftpy
    python3-thrift
    python3-pure-sasl
    thrift-compiler
    g++
    libboost-dev
    libssl-dev
    libthrift-dev
    zlib1g-dev
)

is_installed() {
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

missing=()
for package in "${packages[@]}"; do
    is_installed "$package" || missing+=("$package")
done
# Debian's own npm conflicts with a Node that comes from elsewhere.
command -v npm >/dev/null || missing+=(nodejs npm)

make_programs() {
    bash eng/peer-programs.sh || leave_out "eng/peer-programs.sh failed"
    exit 0
}

leave_out() {
    echo "Peers left out: ${missing[*]:-those of the matrix}: $1" >&2
    [[ ${CI:-} == true ]] && exit 1
    exit 0
}

[[ ${#missing[@]} -gt 0 ]] || make_programs

command -v apt-get >/dev/null || leave_out "there is no apt-get here"
as_root=()
if [[ $EUID -ne 0 ]]; then
    sudo -n true 2>/dev/null || leave_out "installing needs root or a sudo without password"
    as_root=(sudo -n)
fi

export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update || leave_out "apt-get update failed"
"${as_root[@]}" apt-get install -y --no-install-recommends "${missing[@]}" || leave_out "apt-get install failed"
make_programs
