"""`make bench`: what is measured, one after the other, on the sample."""

from __future__ import annotations

from bench import negotiation, pages, pdf, reading, text

# The text engine first: what the others leave in memory is none of its work, and its peers are processes of their own.
for measured in (text, pages, reading, negotiation, pdf):
    measured.run()
