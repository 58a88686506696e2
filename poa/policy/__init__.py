"""The whole access table: who sees what, who may do what. Everything not said here is refused.

Seeing is by circle: the reader's party, or a desk of the reader's, is in it. `visible()` is the one rule that feeds
every list, count, feed and look-up; what it leaves out does not exist for the reader. Doing is by role: `may()`.
"""

from .permissions import REFUSALS, RULES, Permission, may, require
from .visibility import (
    VISIBLE,
    circle_readers,
    circles_served,
    invitable,
    reader_circles,
    reader_plans_served,
    visible,
)

__all__ = [
    "REFUSALS",
    "RULES",
    "VISIBLE",
    "Permission",
    "circle_readers",
    "circles_served",
    "invitable",
    "may",
    "reader_circles",
    "reader_plans_served",
    "require",
    "visible",
]
