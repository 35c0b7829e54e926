#!/usr/bin/env bash
# The long proofs, called by `make nightly`. PART names one; without it all run, in this order, and all failures are told at the end.
#   kills       web, worker or the whole trial are killed at every named point; nothing is lost, nothing happens twice
#   pages       every page in every reading mode, read by axe; photographs with FUTIAN_SCREENSHOTS=folder
#   properties  the promises of the rules on 100,000 drawn rules, people and days; more examples of every other property
#   long        all other tests marked `nightly`
#   memory      a trial under mixed load for half an hour; no process grows
#   mutation    changed code that no test notices: rules, flow, clock, access, receipts (ONLY='clock flow' for some)
#   reading     papers printed by other presses, and covers over every field: nothing shortened stays confirmed (Debian's fonts-wqy-*, fonts-arphic-*)
#   repeat      the whole suite five times beside a busy loop on one core; a line for each with its seed
set -uo pipefail
cd "$(dirname "$0")/.."
export FUTIAN_NIGHT=1
FUTIAN_CHROMIUM="${FUTIAN_CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}"
export FUTIAN_CHROMIUM
parts=(kills pages properties long memory mutation reading repeat)

pytest() { .venv/bin/pytest -q --durations=10 -n 2 --dist worksteal "$@"; }

repeat() {  # a machine that is busy otherwise: what depends on being quick shows itself; a line for each run, its output beside
  local folder log status began failed=0
  folder=$(mktemp -d)
  taskset -c 0 .venv/bin/python -c 'while True: pass' &
  busy=$!
  trap 'kill "$busy" 2>/dev/null' EXIT
  for turn in 1 2 3 4 5; do
    log="$folder/turn-$turn.log" status=0 began=$SECONDS
    FUTIAN_NIGHT='' bash tests/run.sh >"$log" 2>&1 || status=$?
    echo "turn $turn of 5: exit $status, $((SECONDS - began)) s, $(grep -o 'random seed: [0-9]*' "$log" | tail -1), $(grep -o '^CPU time of the whole run: [0-9]* reference s' "$log" | tail -1), $(grep -E '^=*.*[0-9]+ passed' "$log" | tail -1 | tr -d '=')"
    [ "$status" = 0 ] || { failed=$((failed + 1)); grep -E '^(FAILED|ERROR|error)' "$log" || tail -30 "$log"; }
  done
  kill "$busy"
  echo "$failed of 5 turns failed; the output of each is in $folder"
  return "$failed"
}

part() {
  case "$1" in
    kills | pages | long) pytest -m nightly --part "$1" ;;
    properties) RULES_DRAWS=100000 RULES_EXAMPLES=2000 pytest -m '' -k 'properties or ten_thousand or invented or cut_off or by_the_libraries' tests/backend ;;
    memory) .venv/bin/python -m bench.memory 30 ;;
    mutation) .venv/bin/python -m tests.mutation ${ONLY:-} ;;
    reading) .venv/bin/python -m bench.prereview.presses && .venv/bin/python -m bench.prereview.covers --pictures 2000 ;;
    repeat) repeat ;;
    *) echo "no part “$1”: ${parts[*]}"; return 2 ;;
  esac
}

if [ -n "${PART:-}" ]; then part "$PART"; exit; fi
failed=()
for one in "${parts[@]}"; do
  echo "=== $one"
  part "$one" || failed+=("$one")
done
[ ${#failed[@]} = 0 ] && echo "nightly: ${#parts[@]} parts passed" || { echo "nightly: failed: ${failed[*]}"; exit 1; }
