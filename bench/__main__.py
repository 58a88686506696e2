"""`make bench`: what is measured, one after the other, on the sample."""

from __future__ import annotations

from bench import pages, pdf

for measured in (pages, pdf):
    measured.run()
