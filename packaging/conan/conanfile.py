# A recipe for Conan 2, of the checkout that it lies in:
#   conan create packaging/conan --build=missing
import os

from conan import ConanFile
from conan.errors import ConanInvalidConfiguration
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy


class Ticket0Cpp(ConanFile):
    name = "ticket0-cpp"
    version = "0.1.0"
    description = "C++20 client for the Ticket0 help desk's REST API"
    license = "MIT"
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"shared": [True, False], "fPIC": [True, False], "webhook": [True, False], "redis": [True, False],
               "outbox": [True, False]}
    default_options = {"shared": False, "fPIC": True, "webhook": True, "redis": False, "outbox": True}
    implements = ["auto_shared_fpic"]

    def export_sources(self):
        root = os.path.join(self.recipe_folder, "..", "..")
        for pattern in ["CMakeLists.txt", "LICENSE", "cmake/*", "include/*", "src/*"]:
            copy(self, pattern, src=root, dst=self.export_sources_folder)

    def layout(self):
        cmake_layout(self)

    def requirements(self):
        self.requires("libcurl/[>=7.80 <9]")
        self.requires("nlohmann_json/[>=3.10 <4]", visible=False)
        if self.options.webhook:
            self.requires("openssl/[>=1.1.1 <4]")
        if self.options.redis:
            self.requires("hiredis/[>=0.14 <2]")
        if self.options.outbox:
            self.requires("sqlite3/[>=3.37 <4]")

    def validate(self):
        check_min_cppstd(self, 20)
        if self.settings.os == "Windows" and self.options.shared:
            raise ConanInvalidConfiguration("ticket0 is a static library on Windows")
        if self.settings.os == "Windows" and self.options.outbox:
            raise ConanInvalidConfiguration("ticket0::outbox needs a POSIX system")

    def generate(self):
        CMakeDeps(self).generate()
        toolchain = CMakeToolchain(self)
        for part in ["TESTS", "EXAMPLES", "TOOLS"]:
            toolchain.cache_variables["TICKET0_BUILD_" + part] = False
        toolchain.cache_variables["TICKET0_REDIS"] = bool(self.options.redis)
        toolchain.cache_variables["TICKET0_WEBHOOK"] = bool(self.options.webhook)
        toolchain.cache_variables["TICKET0_OUTBOX"] = bool(self.options.outbox)
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        copy(self, "LICENSE", src=self.source_folder, dst=os.path.join(self.package_folder, "licenses"))
        CMake(self).install()

    def package_info(self):
        self.cpp_info.set_property("cmake_file_name", "ticket0")
        client = self._component("ticket0", "ticket0", ["libcurl::libcurl"])
        if self.settings.os in ["Linux", "FreeBSD"]:
            client.system_libs = ["pthread"]
        self._component("fakes", "ticket0_fakes", ["ticket0"])
        if self.settings.os != "Windows":
            self._component("budget", "ticket0_budget", ["ticket0"])
        if self.options.redis:
            self._component("redis", "ticket0_redis", ["ticket0", "hiredis::hiredis"])
        if self.options.webhook:
            self._component("webhook", "ticket0_webhook", ["ticket0", "openssl::crypto"])
        if self.options.outbox:
            self._component("outbox", "ticket0_outbox", ["ticket0", "sqlite3::sqlite3"])

    def _component(self, name, library, requires):
        component = self.cpp_info.components[name]
        component.set_property("cmake_target_name", "ticket0::" + name)
        component.set_property("pkg_config_name", library.replace("_", "-"))
        component.libs = [library]
        component.requires = requires
        return component
