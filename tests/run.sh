#!/usr/bin/env bash
# Everything that must hold, in the order in which it fails fastest. Called by `make test`.
set -euo pipefail
cd "$(dirname "$0")/.."

browser() {  # any chromium will do: the system's, or the one that Playwright brings
  command -v chromium || command -v chromium-browser || command -v google-chrome ||
    .venv/bin/python - <<'PY'
from playwright.sync_api import sync_playwright
from pathlib import Path
with sync_playwright() as p:
    print(p.chromium.executable_path if Path(p.chromium.executable_path).exists() else "", end="")
PY
}

fonts() { fc-list :lang=zh 2>/dev/null | grep -q .; }
press() { .venv/bin/python -c 'import weasyprint' 2>/dev/null; }  # Pango, a library of the system, for receipts as PDF

if [ -z "$(browser)" ] || ! fonts || ! press; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fontconfig fonts-noto-cjk \
      libpango-1.0-0 libpangoft2-1.0-0 >/dev/null
  elif [ -z "$(browser)" ]; then
    .venv/bin/playwright install chromium
  fi
fi
press || echo "这台机器没有 Pango：回执 PDF 的测试会跳过（Debian：apt-get install libpango-1.0-0 libpangoft2-1.0-0）"
export FUTIAN_CHROMIUM="$(browser)"
[ -n "$FUTIAN_CHROMIUM" ] || { echo "没有找到浏览器：请安装 chromium，例如 sudo apt-get install chromium fonts-noto-cjk"; exit 1; }

unset PYTHONDONTWRITEBYTECODE  # each process that the tests start would compile everything anew

# Formatting, types and templates are checked beside the tests; when they fail, no further test is begun.
beside=$(mktemp -d)
trap 'rm -rf "$beside"' EXIT
(
  TIMEFORMAT='%U %S'
  { time make --no-print-directory check >"$beside/said" 2>&1 || touch "$beside/failed"; } 2>"$beside/cpu.part"
  mv "$beside/cpu.part" "$beside/cpu"
) &

status=0
.venv/bin/pytest -n 2 --dist worksteal -q --durations=10 --cpu-budget=700:1000 \
  --cpu-beside="$beside/cpu" --stop-when="$beside/failed" "$@" || status=$?
wait
if [ -e "$beside/failed" ]; then cat "$beside/said"; status=1; fi
exit $status
