#!/usr/bin/env bash
# What README.md tells a newcomer to paste after its quick start ends with a reply that stands in the sandbox: with the example, and with
# a project of his own. Runs the lines of the page in what looks like a clone, where BUILD stands for build/release and PREFIX for
# $HOME/.local.
# Usage: check_readme_commands.sh ROOT BUILD PREFIX WORK
set -euo pipefail
root="$1" build="$2" prefix="$3" work="$4"

# block MARKER LANGUAGE NUMBER: the lines of the page's NUMBERth block of that language after that marker.
block() {
  awk -v marker="<!-- $1 -->" -v fence="\`\`\`$2" -v number="$3" '
    $0 == "```" { shown = 0 }
    shown { print; found = 1 }
    $0 == fence && last == marker && ++seen == number { shown = 1 }
    { last = $0 }
    END { exit !found }' "$root/README.md" || { echo "README.md has no block $3 of $2 after '$1'" >&2; exit 1; }
}
mine="checked by: tests/docs/check_readme_commands.sh"

rm -rf "$work"
mkdir -p "$work/home" "$work/clone/scripts" "$work/clone/build" "$work/my_app"
ln -s "$prefix" "$work/home/.local"
ln -s "$build" "$work/clone/build/release"
block "snippet: readme" cpp 1 >"$work/my_app/main.cpp"
block "$mine" cmake 1 >"$work/my_app/CMakeLists.txt"

# That of the clone, and when the command is done, one look at what the sandbox holds.
cat >"$work/clone/scripts/with-sandbox.sh" <<'END'
#!/usr/bin/env bash
sandbox="$1"
shift
exec "$ROOT/scripts/with-sandbox.sh" "$sandbox" bash -c '
  set -euo pipefail
  . "$ROOT/tests/sandbox/ask.sh"
  "$@"
  for ticket in tkt_0250 tkt_0251; do ask "/tickets/$ticket/messages"; done >"$HOME/messages"' bash "$@"
END
chmod +x "$work/clone/scripts/with-sandbox.sh"

# run NUMBER TEXT: the page's commands, after which the sandbox holds a reply with that text.
run() {
  block "$mine" sh "$1" >"$work/$1.sh"
  (cd "$work/clone" && ROOT="$root" HOME="$work/home" bash -euo pipefail "$work/$1.sh")
  grep -qF "\"bodyText\":\"$2\"" "$work/home/messages" || {
    cat "$work/home/messages" >&2
    echo "After block $1 the sandbox has no reply '$2'." >&2
    exit 1
  }
  rm "$work/home/messages"
}
run 1 "It is on its way."
run 2 "Leave the room."
