"""Which version of the tables this program writes."""

from __future__ import annotations

from typing import Final

SCHEMA_VERSION: Final = "0007"
"""The newest migration; a store of this version is used as it is."""
