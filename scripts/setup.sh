#!/usr/bin/env bash
# Installs what is missing to build (`setup.sh build`) or to do everything (`setup.sh`).
#
# On Debian and its kin with apt-get; elsewhere it says what to install. Rust itself comes from
# rustup or the distribution; Cargo.toml says how new it must be.
set -euo pipefail

say() { echo "setup: $*" >&2; }
have() { command -v "$1" >/dev/null; }

postgres_is_missing() { ! have postgres && ! compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; }

missing=()
have cc || missing+=(build-essential)
have pkg-config || missing+=(pkg-config)
if [[ ${1:-} != build ]]; then
  postgres_is_missing && missing+=(postgresql)
  have redis-server || missing+=(redis-server)
  have python3 || missing+=(python3)
  python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
  have node || missing+=(nodejs)
  have npm || missing+=(npm)
  have chromium || have chromium-browser || have google-chrome || missing+=(chromium)
fi

if ((${#missing[@]})); then
  if ! have apt-get; then
    say "please install: ${missing[*]} (these are Debian's names)"
    exit 1
  fi
  root=()
  [[ $(id -u) == 0 ]] || root=(sudo)
  say "installing ${missing[*]}"
  "${root[@]}" apt-get update -qq
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

if ! have cargo; then
  say "please install Rust (https://rustup.rs)"
  exit 1
fi
moto=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/.dev/moto
if [[ ${1:-} != build && ! -x $moto/bin/moto_server ]]; then
  say "installing moto, which plays S3 in tests"
  { python3 -m venv "$moto" && "$moto/bin/pip" install --quiet 'moto[server]==5.2.*'; } || {
    rm -rf "$moto"
    say "no moto: tests over S3 will be skipped"
  }
fi
if [[ ${1:-} != build ]] && ! have cargo-nextest; then
  cargo install cargo-nextest --locked || say "no cargo-nextest: tests will run with cargo test"
fi
