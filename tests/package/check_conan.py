"""Runs the Conan recipe as far as that goes without Conan and the network: its functions are played by stand-ins.

What it exports is enough to configure the library, what it calls libraries is what this build installs, and its test package
builds against that and runs.
Usage: check_conan.py ROOT BUILT WORK [CMAKE-ARGUMENT...]
"""
import glob
import importlib.util
import os
import py_compile
import shutil
import subprocess
import sys
import types

root, built, work, *toolchain = sys.argv[1:]
recipe_folder = os.path.join(root, "packaging", "conan")


class Folder(types.SimpleNamespace):
    """Of a component or of a package: what a recipe says of it."""

    def set_property(self, name, value):
        self.__dict__.setdefault("properties", {})[name] = value


class Components(dict):
    def __missing__(self, name):
        return self.setdefault(name, Folder())


class ConanFile:
    def __init__(self, folder):
        self.recipe_folder = folder
        self.cpp_info = Folder(components=Components())
        self.required = []

    def requires(self, reference, **_):
        self.required.append(reference)


def copy(_, pattern, src, dst):
    """Conan's: a * takes in directories below."""
    src = os.path.normpath(src)
    top = pattern.split("/")[0]
    found = [
        path
        for path in glob.glob(os.path.join(src, top, "**"), recursive=True) + glob.glob(os.path.join(src, top))
        if os.path.isfile(path)
    ]
    if not found:
        sys.exit(f"{pattern} exports nothing")
    for path in found:
        to = os.path.join(dst, os.path.relpath(path, src))
        os.makedirs(os.path.dirname(to), exist_ok=True)
        shutil.copy(path, to)


def stand_ins():
    names = ["conan", "conan.errors", "conan.tools", "conan.tools.build", "conan.tools.cmake", "conan.tools.files"]
    for name in names:
        sys.modules[name] = types.ModuleType(name)
    sys.modules["conan"].ConanFile = ConanFile
    sys.modules["conan.errors"].ConanInvalidConfiguration = type("ConanInvalidConfiguration", (Exception,), {})
    sys.modules["conan.tools.files"].copy = copy

    def check_min_cppstd(_, standard):
        assert standard == 20

    sys.modules["conan.tools.build"].check_min_cppstd = check_min_cppstd
    sys.modules["conan.tools.build"].can_run = lambda _: True
    for name in ["CMake", "CMakeDeps", "CMakeToolchain", "cmake_layout"]:
        setattr(sys.modules["conan.tools.cmake"], name, None)


def load(path):
    py_compile.compile(path, cfile=os.path.join(work, "compiled"), doraise=True)
    sys.dont_write_bytecode = True
    spec = importlib.util.spec_from_file_location("recipe", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(*command):
    if subprocess.run(command, check=False).returncode != 0:
        sys.exit(f"failed: {' '.join(command)}")


shutil.rmtree(work, ignore_errors=True)
os.makedirs(work)
stand_ins()
load(os.path.join(recipe_folder, "test_package", "conanfile.py"))
module = load(os.path.join(recipe_folder, "conanfile.py"))

has_outbox = os.path.exists(os.path.join(built, "src", "libticket0_outbox.a"))
has_redis = os.path.exists(os.path.join(built, "src", "libticket0_redis.a"))
recipe = module.Ticket0Cpp(recipe_folder)
recipe.options = types.SimpleNamespace(webhook=True, redis=has_redis, outbox=has_outbox, shared=False)
recipe.settings = types.SimpleNamespace(os="Linux")
recipe.export_sources_folder = os.path.join(work, "exported")
recipe.export_sources()
recipe.requirements()
recipe.validate()
recipe.package_info()
recipe.options.shared, recipe.settings.os = True, "Windows"
try:
    recipe.validate()
    sys.exit("the recipe lets Conan build a shared library on Windows")
except sys.modules["conan.errors"].ConanInvalidConfiguration:
    pass

if [each.split("/")[0] for each in recipe.required] != ["libcurl", "nlohmann_json", "openssl"] + ["hiredis"] * has_redis + ["sqlite3"] * has_outbox:
    sys.exit(f"the recipe requires {recipe.required}")

off = ["-DTICKET0_BUILD_" + part + "=OFF" for part in ["TESTS", "EXAMPLES", "TOOLS"]]
run("cmake", "-S", recipe.export_sources_folder, "-B", os.path.join(work, "configured"), *off, *toolchain)

prefix = os.path.join(work, "prefix")
run("cmake", "--install", built, "--prefix", prefix)
installed = [os.path.basename(path) for path in glob.glob(os.path.join(prefix, "lib", "**", "*.a"), recursive=True)]
named = [f"lib{library}.a" for each in recipe.cpp_info.components.values() for library in each.libs]
if sorted(installed) != sorted(named):
    sys.exit(f"the recipe names {named}, installed are {installed}")
modules = {each.properties["pkg_config_name"] for each in recipe.cpp_info.components.values()}
found = {os.path.basename(path)[:-3] for path in glob.glob(os.path.join(prefix, "lib", "**", "*.pc"), recursive=True)}
if modules != found:
    sys.exit(f"the recipe's modules of pkg-config are {modules}, installed are {found}")
targets = {each.properties["cmake_target_name"] for each in recipe.cpp_info.components.values()}
if targets != {"ticket0::" + each for each in ["ticket0", "fakes", "webhook", "budget"] + ["redis"] * has_redis + ["outbox"] * has_outbox}:
    sys.exit(f"the recipe's targets are {targets}")

test = os.path.join(work, "test_package")
run("cmake", "-S", os.path.join(recipe_folder, "test_package"), "-B", test, f"-Dticket0_ROOT={prefix}", *toolchain)
run("cmake", "--build", test)
run(os.path.join(test, "main"))
