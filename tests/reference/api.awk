# Reads the XML of Doxygen and writes a line for each public symbol: its name and its declaration, without comments. Members stay
# in the order of the headers, which for a struct is part of the contract.

function plain(text) {  # without tags, entities and the blanks that a formatter may move
  gsub(/<[^>]*>/, "", text)
  gsub(/&lt;/, "<", text)
  gsub(/&gt;/, ">", text)
  gsub(/&quot;/, "\"", text)
  gsub(/&apos;/, "'", text)
  gsub(/&amp;/, "\\&", text)
  gsub(/[ \t]+/, " ", text)
  gsub(/^ | $/, "", text)
  return text
}
function tag(name) { return index($0, "<" name ">") || index($0, "<" name " ") }
function attribute(name, value) { return index($0, " " name "=\"" value "\"") > 0 }

/<compounddef / {
  kind = attribute("kind", "struct") ? "struct" : attribute("kind", "class") ? "class" : ""
  wanted = (kind != "" || attribute("kind", "namespace")) && !attribute("prot", "private")
  compound = bases = templates = ""
  members = 0
  next
}
!wanted { next }
/<\/compounddef>/ {
  if (kind != "") print compound ": " templates kind bases
  for (i = 1; i <= members; ++i) print line[i]
  wanted = 0
  next
}
tag("compoundname") { compound = plain($0); next }
tag("basecompoundref") { bases = bases (bases == "" ? " : " : ", ") plain($0); next }

tag("memberdef") {
  member = 1
  shown = attribute("prot", "public") || attribute("prot", "protected")
  member_kind = attribute("kind", "enum") ? "enum " : attribute("kind", "typedef") ? "using " : ""
  prefix = attribute("prot", "protected") ? "protected " : ""
  if (attribute("static", "yes")) prefix = prefix "static "
  if (attribute("explicit", "yes")) prefix = prefix "explicit "
  if (attribute("virt", "virtual") || attribute("virt", "pure-virtual")) prefix = prefix "virtual "
  if (attribute("kind", "friend")) prefix = "friend "
  type = name = arguments = initial = values = member_templates = ""
  is_friend = attribute("kind", "friend")
  next
}
/<\/memberdef>/ {
  if (shown && !(is_friend && arguments == "")) {  # a friend class is no declaration
    if (values != "") values = " {" values " }"
    declaration = prefix member_kind member_templates type (arguments != "" && type != "" ? " " : "") arguments values
    if (initial != "") declaration = declaration (initial ~ /^=/ ? " " : "") initial
    line[++members] = name ": " declaration
  }
  member = 0
  next
}
tag("templateparamlist") { parameters = ""; in_templates = 1; next }
/<\/templateparamlist>/ {
  in_templates = 0
  if (member) member_templates = "template <" parameters "> "
  else templates = "template <" parameters "> "
  next
}
in_templates && (tag("type") || tag("defval")) {
  parameters = parameters (tag("defval") ? " = " : parameters == "" ? "" : ", ") plain($0)
  next
}
in_templates { next }
tag("enumvalue") { in_value = 1; next }
/<\/enumvalue>/ { in_value = 0; next }
in_value && tag("name") { values = values (values == "" ? " " : ", ") plain($0); next }
in_value && tag("initializer") { values = values " " plain($0); next }
member && !in_comment && !in_parameter {
  if (tag("type")) { type = plain($0); next }
  if (tag("argsstring")) { arguments = plain($0); next }
  if (tag("qualifiedname")) { name = plain($0); next }
  if (tag("initializer")) { initial = plain($0); next }
}
tag("param") && member { in_parameter = 1; next }
/<\/param>/ && member { in_parameter = 0; next }
tag("briefdescription") || tag("detaileddescription") { in_comment = 1; next }
/<\/briefdescription>|<\/detaileddescription>/ { in_comment = 0; next }
