#!/usr/bin/env bash
# Puts the monitoring programs that the tests of backends run into artifacts/backends: Debian's prometheus and collectd, unpacked
# and not installed so that no service starts, and npm's statsd.
# Where it can't, it says so and their tests are skipped; with CI=true that is an error.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$PWD/artifacts/backends
statsd=$PWD/tests/Thriftscope.Backends.Tests/Statsd
packages=(prometheus collectd-core)

leave_out() {
    echo "Backends left out: $1" >&2
    [[ ${CI:-} == true ]] && exit 1
    exit 0
}

mkdir -p "$folder"
missing=()
for package in "${packages[@]}"; do
    [[ -e $folder/$package.unpacked ]] || missing+=("$package")
done
if [[ ${#missing[@]} -gt 0 ]]; then
    command -v apt-get >/dev/null || leave_out "there is no apt-get here"
    downloads=$(mktemp -d)
    trap 'rm -rf "$downloads"' EXIT
    cd "$downloads"
    if ! apt-get download "${missing[@]}"; then
        # The machine's list of packages is missing or old.
        as_root=()
        [[ $EUID -eq 0 ]] || as_root=(sudo -n)
        "${as_root[@]}" apt-get update && apt-get download "${missing[@]}" || leave_out "apt-get download failed"
    fi
    for package in "${missing[@]}"; do
        dpkg-deb --extract "$package"_*.deb "$folder"
        touch "$folder/$package.unpacked"
    done
    cd - >/dev/null
fi

if ! cmp --silent "$statsd/package-lock.json" "$folder/package-lock.json" || [[ ! -e $folder/node_modules/statsd/stats.js ]]; then
    if ! command -v npm >/dev/null; then
        as_root=()
        [[ $EUID -eq 0 ]] || as_root=(sudo -n)
        "${as_root[@]}" apt-get update && "${as_root[@]}" apt-get install -y --no-install-recommends nodejs npm || leave_out "npm can't be installed"
    fi
    cp "$statsd/package.json" "$statsd/package-lock.json" "$folder"
    npm ci --prefix "$folder" --omit=optional --no-audit --no-fund --loglevel=error || leave_out "npm ci failed"
fi
