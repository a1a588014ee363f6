#!/bin/sh
# All tests: the browser tests in one process, then everything else on two.
# Without a Chromium the browser tests are left out, loudly; with CI=true that is a failure.
set -eu
cd "$(dirname "$0")/.."
py=.venv/bin/python
status=0
browser="browser tests: none"

if grep -rqs 'mark\.browser' tests; then
    if CHROMIUM=$(scripts/browser.sh); then
        export CHROMIUM
        browser="browser tests: passed"
        $py -m pytest -q -m browser -p no:xdist "$@" ||
            { status=$?; browser="browser tests: FAILED, see above"; }
    else
        browser="BROWSER TESTS SKIPPED: NO CHROMIUM, see above"
        [ "${CI:-}" != true ] || status=1
    fi
fi
echo "==================== $browser ====================" >&2

$py -m pytest -q -m "not browser" -n "${JOBS:-2}" --dist worksteal "$@" || status=$?
[ "$status" = 0 ] || echo "$browser; something failed" >&2
exit "$status"
