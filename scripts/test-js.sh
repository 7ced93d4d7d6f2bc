#!/usr/bin/env bash
# What is written in TypeScript: lints, types and tests of every package under sdk and of the console.
#
# Needs Node 20 or newer with npm, and the npm registry. Tests against the server take the binary that
# WARBLER_BIN names, or the newest one in the target directory, and say so where there is none.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

die() { echo "test-js: $*" >&2; exit 1; }

command -v node >/dev/null && command -v npm >/dev/null || die "Node and npm are missing (Debian: apt-get install nodejs npm)"
(($(node -p 'process.versions.node.split(".")[0]') >= 20)) || die "Node is older than 20: $(node --version)"

target=${CARGO_TARGET_DIR:-target}
newest=$(ls -t "$target"/{debug,quick,release}/warbler 2>/dev/null | head -1 || true)
export WARBLER_BIN=${WARBLER_BIN:-${newest:+$(realpath "$newest")}}

for package in sdk/js sdk/widget admin-web; do
  [[ -f $package/package.json ]] || continue
  echo "== $package"
  (
    cd "$package"
    grep -q '"resolved"' package-lock.json && die "$package/package-lock.json names a registry"
    npm ci --silent --no-audit --no-fund
    npm run --silent --if-present build
    npm run --silent lint
    npm run --silent typecheck
    npm test --silent
    npm run --silent --if-present size
  )
done
