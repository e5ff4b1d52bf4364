"""Makes the first use of pydantic cheap."""

from __future__ import annotations

import sys
from types import ModuleType

_LOADER = "pydantic.plugin._loader"


def without_plugins() -> None:
    """Keep pydantic from asking every installed package for plugins.

    That takes 25 ms and more, and the meaning of a spec would depend on what is installed besides. Where pydantic was
    used before, or has moved the module, this does nothing.
    """
    if _LOADER not in sys.modules:
        loader = ModuleType(_LOADER)
        vars(loader)["get_plugins"] = tuple
        sys.modules[_LOADER] = loader
