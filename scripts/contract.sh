#!/usr/bin/env bash
# Holds a running server against openapi.yaml with schemathesis: as the tenant's server, as a user,
# and as somebody logged in to the console. Arguments go to schemathesis.
#
# Needs Python 3 and PyPI; what it installs stays in .dev/contract.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

die() { echo "contract: $*" >&2; exit 1; }

venv=$PWD/.dev/contract
if [[ ! -x $venv/bin/schemathesis ]]; then
  python3 -m venv "$venv" || die "Python's venv is missing (Debian: apt-get install python3-venv)"
  "$venv/bin/pip" install --quiet schemathesis==4.32.5
fi

data=$(mktemp -d)
server=
stop() {
  [[ -z $server ]] || kill "$server" 2>/dev/null || true
  rm -rf "$data"
}
trap stop EXIT
trap 'exit 130' INT TERM

server_binary=${CONTRACT_BIN:-}
if [[ -z $server_binary ]]; then
  cargo build --quiet -p warbler
  server_binary=${CARGO_TARGET_DIR:-target}/debug/warbler
fi
port=${CONTRACT_PORT:-18090}
export WARBLER_DATA_DIR=$data WARBLER_LISTEN=127.0.0.1:$port WARBLER_LOG=warn
# What is tried is the contract, not how often.
fast=1000000/1000000
export WARBLER_MAX_CONNECTIONS_PER_USER=100000
export WARBLER_RATE_PER_KEY=$fast WARBLER_RATE_PER_USER=$fast WARBLER_RATE_PER_APP=$fast WARBLER_RATE_PER_ADDRESS=$fast
"$server_binary" serve --demo >"$data/server.log" 2>&1 &
server=$!
url=http://127.0.0.1:$port
for _ in $(seq 100); do
  curl -fsS "$url/readyz" >/dev/null 2>&1 && [[ -s $data/demo.key ]] && break
  kill -0 "$server" 2>/dev/null || { cat "$data/server.log" >&2; die "the server did not start"; }
  sleep 0.1
done

json() { python3 -c "import json,sys; print(json.load(sys.stdin)['$1'])"; }
post() { # PATH BODY CURL-ARGUMENTS...
  local path=$1 body=$2
  shift 2
  curl -fsS -H 'Content-Type: application/json' -d "$body" "$@" "$url$path"
}
key="Authorization: Bearer $(<"$data/demo.key")"
post /v1/users '{"id":"contract"}' -H "$key" >/dev/null
token=$(post /v1/users/contract/tokens '{}' -H "$key" | json token)
log_in() {
  local csrf login="{\"email\":\"demo@localhost\",\"password\":\"$(<"$data/demo.password")\"}"
  csrf=$(post /v1/console/sessions "$login" -c "$data/cookies" | json csrf_token)
  { cat schemathesis.toml; printf '\n[auth.openapi.session]\napi_key = "%s"\n' \
    "$(awk '$6 == "warbler_session" { print $7 }' "$data/cookies")"; } >"$data/console.toml"
  csrf_header="X-CSRF-Token: $csrf"
}

export SCHEMATHESIS_HOOKS=scripts.contract_hooks PYTHONPATH=$PWD PYTHONDONTWRITEBYTECODE=1
failed=
run() { # WHO CONFIGURATION ARGUMENTS...
  echo "== as $1"
  local config=$2
  shift 2
  "$venv/bin/schemathesis" --config-file "$config" run openapi.yaml --url "$url" "$@" || failed=1
  kill -0 "$server" 2>/dev/null || die "the server is gone"
}
run "a user" schemathesis.toml --exclude-path-regex '^/v1/console' -H "Authorization: Bearer $token" "$@"
run "the tenant's server" schemathesis.toml --exclude-path-regex '^/v1/console' -H "$key" "$@"
# What ends sessions comes last, or else the rest would be tried by nobody.
ends='^(log_out|end_session)$'
log_in
run "an owner in the console" "$data/console.toml" --include-path-regex '^/v1/console' \
  --exclude-operation-id-regex "$ends" -H "$csrf_header" "$@"
run "an owner who logs out" "$data/console.toml" --include-operation-id-regex "$ends" -H "$csrf_header" "$@"
! grep -E 'ERROR|panicked' "$data/server.log" || die "the server complained"
[[ -z $failed ]] || die "there are failures"
