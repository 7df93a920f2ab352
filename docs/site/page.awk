# Turns a page of the repository into one that Doxygen links right. -v root=DIR is the repository's top, with a slash at its end.
#   Each page and each heading gets the id that id_of() and slug() make of it, as in install.html#install--cmake-options.
#   A link to another page or to a heading becomes one to its id; a link to another file loses its address, for the file is not on the site.
#   HTML comments are dropped, and pictures lose their directory.

function relative(path) {
  sub(root, "", path)
  sub(/^\.\//, "", path)
  return path
}
function directory(path) {
  return path ~ /\// ? substr(path, 1, match(path, /\/[^\/]*$/)) : ""
}
function normal(path) {
  while (sub(/[^\/]+\/\.\.\//, "", path)) {}
  return path
}
function id_of(path) {
  if (path == "README.md") return "index"
  if (path == "docs/README.md") return "questions"
  if (path == "docs/adr/README.md") return "decisions"
  if (path == "examples/README.md") return "examples"
  if (path == "docs/adr") return "decisions"
  sub(/^docs\//, "", path)
  sub(/\.md$/, "", path)
  gsub(/[\/_.]/, "-", path)
  return tolower(path)
}
function slug(text) {
  text = tolower(text)
  gsub(/[^a-z0-9 _-]/, "", text)
  gsub(/ /, "-", text)
  return text
}
function target(link,   path, fragment, at) {
  if (link ~ /^[a-z]+:/) return link
  at = index(link, "#")
  path = at ? substr(link, 1, at - 1) : link
  fragment = at ? substr(link, at + 1) : ""
  path = path == "" ? page : normal(directory(page) path)
  if (path ~ /\.svg$/) { sub(/.*\//, "", path); return path }
  if (path !~ /\.md$/) return ""
  return "@ref " id_of(path) (fragment == "" || (path == "README.md" && page == "README.md" && fragment == slug(title)) ? "" : "--" fragment)
}
function linked(line,   out, whole, text, link, to, cut) {
  out = ""
  while (match(line, /\[[^][]*(\[[^][]*\])?[^][]*\]\([^()]*\)/)) {
    whole = substr(line, RSTART, RLENGTH)
    out = out substr(line, 1, RSTART - 1)
    line = substr(line, RSTART + RLENGTH)
    cut = match(whole, /\]\([^()]*\)$/)
    text = substr(whole, 2, cut - 2)
    link = substr(whole, cut + 2, length(whole) - cut - 2)
    to = target(link)
    out = out (to == "" ? text : "[" text "](" to ")")
  }
  return out line
}

FNR == 1 { page = relative(FILENAME); fenced = 0 }
/^ *```/ { fenced = !fenced; print; next }
fenced { print; next }
/^<!--.*-->$/ { print ""; next }
/^# / { title = substr($0, 3); print "# " title " {#" (page == "README.md" ? "mainpage" : id_of(page)) "}"; next }
/^##+ / {
  match($0, /^#+ /)
  print $0 " {#" id_of(page) "--" slug(substr($0, RLENGTH + 1)) "}"
  next
}
{ print linked($0) }
