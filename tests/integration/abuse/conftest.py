"""The same house as for privacy: API, desk and both databases."""

from tests.integration.privacy.conftest import House, house

__all__ = ["House", "house"]
