"""`make bench`: what is measured, one after the other, on the sample."""

from __future__ import annotations

from importlib import import_module

# The text engine first, before the application is loaded: what that holds in memory is none of its work, and its peers
# are processes of their own.
for measured in ("text", "pages", "reading", "negotiation", "pdf"):
    import_module(f"bench.{measured}").run()
