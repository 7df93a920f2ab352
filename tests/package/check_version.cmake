# cmake -DROOT=dir -DVERSION=x.y.z -P check_version.cmake
#
# The version is that of project() in CMakeLists.txt; what has to repeat it does.
cmake_minimum_required(VERSION 3.22)

function(expect file pattern)
  file(READ "${ROOT}/${file}" text)
  if(NOT text MATCHES "${pattern}")
    message(SEND_ERROR "${file} does not say ${VERSION}, as project() in CMakeLists.txt does: nothing fits ${pattern}")
  endif()
endfunction()
string(REPLACE "." "\\." version "${VERSION}")
expect(packaging/vcpkg/ports/ticket0-cpp/vcpkg.json "\"version\": \"${version}\"")
expect(packaging/conan/conanfile.py "version = \"${version}\"")
expect(CHANGELOG.md "\n## (Unreleased: )?${version}[ \n]")
