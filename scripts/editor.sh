#!/bin/sh
# Make hydrascope/ui/editor/editor.min.js and LICENSES.txt from the source beside them.
# Needs npm; the versions are those of package-lock.json. Nobody needs this to run Hydrascope.
set -eu
cd "$(dirname "$0")/../hydrascope/ui/editor"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp package.json package-lock.json editor.js words.js "$work"
out=$PWD
cd "$work"
npm ci --no-audit --no-fund --loglevel=error
npx esbuild editor.js --bundle --minify --format=esm --target=es2022 --legal-comments=none \
    --outfile="$out/editor.min.js"
{
    echo "editor.min.js holds these packages, each under the licence below."
    for licence in $(find node_modules -name 'LICENSE*' -not -path '*esbuild*' | sort); do
        folder=$(dirname "$licence")
        printf '\n== %s %s\n\n' "${folder#node_modules/}" \
            "$(node -p "require('./$folder/package.json').version")"
        cat "$licence"
    done
} >"$out/LICENSES.txt"
