#!/bin/sh
# All tests: everything but the browser on two processes, then the browser tests in one.
# Without a Chromium the browser tests are left out, loudly; with CI=true that is a failure.
set -eu
cd "$(dirname "$0")/.."
py=.venv/bin/python
status=0

$py -m pytest -q -m "not browser" -n "${JOBS:-2}" --dist worksteal "$@" || status=$?

if CHROMIUM=$(scripts/browser.sh); then
    export CHROMIUM
    code=0
    $py -m pytest -q -m browser -p no:xdist "$@" || code=$?
    # 5: nothing carries the mark. That is only right while there are no browser tests.
    if [ "$code" = 5 ] && ! grep -rqs 'mark\.browser' tests; then code=0; fi
    [ "$code" = 0 ] || status=$code
else
    echo "==================== BROWSER TESTS SKIPPED: NO CHROMIUM ====================" >&2
    [ "${CI:-}" != true ] || status=1
fi
exit "$status"
