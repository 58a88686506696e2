"""`make bench`: what is measured, one after the other, on the sample."""

from __future__ import annotations

from bench import negotiation, pages, pdf, reading, text

for measured in (pages, reading, negotiation, pdf, text):
    measured.run()
