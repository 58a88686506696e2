"""`make bench`: what is measured, one after the other, on the sample."""

from __future__ import annotations

from bench import pages, pdf, text

for measured in (pages, pdf, text):
    measured.run()
