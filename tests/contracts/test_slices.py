"""The direction of imports is held for every slice: one that no contract names could import whatever it likes."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
#: What lies below and above the slices has no layers of theirs.
NO_SLICES = {"portal.core", "portal.cli"}


def _packages() -> set[str]:
    return {f"portal.{path.parent.name}" for path in (ROOT / "portal").glob("*/__init__.py")}


def test_each_package_has_its_place_above_and_below_the_others() -> None:
    order = next(one for one in CONTRACTS if one["type"] == "layers" and "containers" not in one)
    assert {name for layer in order["layers"] for name in re.findall(r"[\w.]+", layer)} == _packages()


def test_each_slice_keeps_the_order_within() -> None:
    within = next(one for one in CONTRACTS if "containers" in one)
    assert set(within["containers"]) == _packages() - NO_SLICES
