"""The target `local`: train, register and serve on this machine."""

from __future__ import annotations

from compiler.model.target import Target
from compiler.source.installed import installed_sklearn
from compiler.targets.local.adoption import ADOPTION
from compiler.targets.local.capabilities import CAPABILITIES
from compiler.targets.local.drift import DRIFT
from compiler.targets.local.lower import lower_local
from compiler.targets.local.renderings import local_renderings

TARGET = Target("local", lower_local, local_renderings, CAPABILITIES, installed_sklearn, drift=DRIFT, adoption=ADOPTION)
