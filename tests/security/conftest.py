"""The world of docs/security/access.md, for those who mean it no good."""

from tests.access.conftest import visitor, world

__all__ = ["visitor", "world"]
