#!/bin/sh
# All tests. Those in a browser wait for it most of the time: they have a process of their own,
# beside the two that do everything else; what they say comes last.
# Without a Chromium the browser tests are left out, loudly; with CI=true that is a failure.
set -eu
cd "$(dirname "$0")/.."
# What the tests start by the hundred, itself included, is compiled once, whatever the shell says.
export PYTHONDONTWRITEBYTECODE=
py=.venv/bin/python
status=0
beside=
browser="browser tests: none"
told=$(mktemp)
trap 'rm -f "$told"' EXIT
trap '[ ! "$beside" ] || { kill "$beside"; wait "$beside" || true; }; exit 130' INT TERM

if grep -rqs 'mark\.browser' tests; then
    if CHROMIUM=$(scripts/browser.sh); then
        export CHROMIUM
        # The folder is named so that no other test is read, unless the caller names some.
        folder=tests/browser
        [ $# = 0 ] || folder=
        $py -m pytest -q -m browser -p no:xdist $folder "$@" >"$told" 2>&1 &
        beside=$!
    else
        browser="BROWSER TESTS SKIPPED: NO CHROMIUM, see above"
        [ "${CI:-}" != true ] || status=1
    fi
fi

$py -m pytest -q -m "not browser" -n "${JOBS:-2}" --dist worksteal "$@" || status=$?
if [ "$beside" ]; then
    browser="browser tests: passed"
    wait "$beside" || { status=$?; browser="browser tests: FAILED, see above"; }
    cat "$told"
fi
echo "==================== $browser ====================" >&2
[ "$status" = 0 ] || echo "something failed" >&2
exit "$status"
