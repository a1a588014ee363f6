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
    --metafile=bundle.json --log-level=warning --outfile="$out/editor.min.js"
# Only what is in the bundle; a scope such as @codemirror is part of a package's name.
packages=$(grep -o '"node_modules/[^"]*"' bundle.json | tr -d '"' |
    sed -E 's#^(node_modules/(@[^/]+/)?[^/]+)/.*#\1#' | sort -u)
{
    echo "editor.min.js holds these packages, each under the licence below."
    for folder in $packages; do
        printf '\n== %s %s\n\n' "${folder#node_modules/}" \
            "$(node -p "require('./$folder/package.json').version")"
        cat "$folder"/LICEN[CS]E* 2>/dev/null || {
            echo "missing licence: $folder" >&2
            exit 1
        }
    done
} >"$out/LICENSES.txt"
