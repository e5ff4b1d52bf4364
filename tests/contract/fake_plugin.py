"""`pulumi-resource-fake`: the fake provider as a plugin; its workspace is the folder around the program's."""

from __future__ import annotations

import sys
from pathlib import Path

from fake_cloud import FakeProvider, World

from compiler.provider.plugin.host import Host
from compiler.provider.plugin.serve import serve
from compiler.provider.plugin.servicer import Package


def install(folder: Path) -> None:
    """Put an executable of the plugin's name into a folder that is on PATH."""
    folder.mkdir(parents=True)
    script = folder / "pulumi-resource-fake"
    places = [str(Path(__file__).parent), str(Path(__file__).resolve().parents[2])]
    body = f"import sys\nsys.path[:0] = {places!r}\nfrom fake_plugin import main\nmain()\n"
    script.write_text(f"#!{sys.executable}\n{body}")
    script.chmod(0o755)


def main() -> None:
    root = Path.cwd().parent
    package = Package("fake", "1.0.0", FakeProvider(World(root / "world")), dict, ("region",))
    serve(package, Host(root, root / ".modelwright"), sys.argv[1:])
