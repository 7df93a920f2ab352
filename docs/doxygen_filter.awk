# What Doxygen gets to see of a public header: line by line the same, so that its warnings name the right ones.
#   Without the inline namespace v1, which users do not write, digit separators, which it takes for quotes, and the concepts of detail.
#   Without what only this library can use: the members that speak of Error::Details.
#   Without what goes without saying, unless it has a comment: destructors, what is defaulted or deleted, inherited
#   constructors. With them where -v obvious=1 says so.
#   With the comment of a group as the short one of each of its members.
{
  line = $0
  while (match(line, /[0-9]'[0-9]/)) line = substr(line, 1, RSTART) substr(line, RSTART + 2)
  sub(/^namespace ticket0::inline v1/, "namespace ticket0", line)
  sub(/template <detail::TextFor<[A-Za-z]+> /, "template <class ", line)
  sub(/template <detail::TextLike\.\.\. /, "template <class... ", line)
  if (line ~ /Details/) line = ""
  if (!obvious && !commented && line ~ /= (default|delete);$|^ *(virtual )?~|^ *using [A-Za-z:]+;$/) line = ""
  if (group) sub(/\/\/\/ /, "/// @brief ", line)
  group = $0 ~ /^ *\/\/\/ @\{$/
  commented = $0 ~ /^ *\/\/\//
  print line
}
