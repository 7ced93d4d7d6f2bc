#!/usr/bin/env bash
# Runs Autobahn's conformance suite for WebSockets against the echo server of realtime/examples, and
# fails when a case does. Cases of compression (12, 13) are left out: the socket has none.
#
#   autobahn.sh [CASE…]   all cases but 12.* and 13.*, or those that are named, as 6.* or 7.1.1
#
# The suite is autobahntestsuite from PyPI, which needs Python 2.7; it is installed under .dev/ when it
# is not there. WARBLER_PYTHON2 names the interpreter where it is not on PATH (pyenv install 2.7.18).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

version=25.10.1
home=$PWD/.dev/autobahn
port=${WARBLER_ECHO_PORT:-19001}
die() { echo "autobahn: $*" >&2; exit 1; }

python2() {
  local found
  for found in "${WARBLER_PYTHON2:-}" python2.7 ~/.pyenv/versions/2.7*/bin/python2.7; do
    [[ -n $found ]] && "$found" --version >/dev/null 2>&1 && { echo "$found"; return; }
  done
  die "Python 2.7 is missing; install it (pyenv install 2.7.18) or name it in WARBLER_PYTHON2"
}

install_suite() {
  local python
  python=$(python2)
  mkdir -p "$home"
  "$python" -m pip install --quiet --target "$home/virtualenv" virtualenv==20.15.1
  PYTHONPATH=$home/virtualenv "$python" -m virtualenv --quiet "$home/venv"
  "$home/venv/bin/pip" install --quiet "autobahntestsuite==$version"
}

[[ -x $home/venv/bin/wstest ]] || install_suite
mkdir -p "$home"
cargo build --quiet --profile "${WARBLER_PROFILE:-dev}" -p warbler-realtime --example echo
target=${CARGO_TARGET_DIR:-target}/$([[ ${WARBLER_PROFILE:-dev} == dev ]] && echo debug || echo "$WARBLER_PROFILE")
"$target/examples/echo" "127.0.0.1:$port" &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT

cases=$(printf '"%s",' "${@:-*}")
cat >"$home/spec.json" <<END
{
  "outdir": "$home/reports",
  "servers": [{ "agent": "warbler", "url": "ws://127.0.0.1:$port" }],
  "cases": [${cases%,}],
  "exclude-cases": ["12.*", "13.*"],
  "exclude-agent-cases": {}
}
END
rm -rf "$home/reports"
"$home/venv/bin/wstest" -m fuzzingclient -s "$home/spec.json" >"$home/log" 2>&1 ||
  { tail -20 "$home/log" >&2; die "the suite itself failed"; }

python3 - "$home/reports/index.json" <<'END'
import collections, json, sys
cases = json.load(open(sys.argv[1]))["warbler"]
fine = ("OK", "NON-STRICT", "INFORMATIONAL")
bad = {k: v for k, v in cases.items() if v["behavior"] not in fine or v["behaviorClose"] not in fine}
for name, case in sorted(bad.items()):
    print(f"{name}: {case['behavior']}, close {case['behaviorClose']}")
counts = collections.Counter(case["behavior"] for case in cases.values())
print(f"{len(cases)} cases:", ", ".join(f"{n} {what}" for what, n in counts.most_common()))
sys.exit(bool(bad) or not cases)
END
