"""What every test may use."""

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("stance", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("stance")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real pages and data beside the project, which not everybody has."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder ../shared with real pages and data is not here")
    return folder
