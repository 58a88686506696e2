"""What a step of the script may do towards the end: bridge, bundle, park, scrub, confirm, endorse, adopt, publish."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pikepdf

from ..actions import adopting, bridges, confirmations, drafts, packages, parking, scrubs
from ..models import Bridge, Package, User
from .drafting import Step, replaced, revision_of
from .negotiating import Negotiating


@dataclass
class Concluding(Negotiating):
    """The verbs that bring a negotiation to its end."""

    def _bridge(self, actor: User, step: Step) -> Bridge:
        clause = self._clause(step["clause"])
        return bridges.propose(
            actor,
            clause,
            revision_id=clause.revision.id,
            amendments=[self.amendments[key] for key in step["amendments"]],
            text=replaced(clause.revision.text, step["replace"]),
            rationale=step["rationale"],
        )

    def _consent(self, actor: User, step: Step) -> None:
        bridges.consent(actor, self.made[step["bridge"]], consents=step["consents"], note=step["note"])

    def _package(self, actor: User, step: Step) -> Package:
        bundled = [self.amendments[key] for key in step["amendments"]]
        return packages.make(actor, self.plan, name=step["name"], amendments=bundled)

    def _park(self, actor: User, step: Step) -> None:
        parking.park(actor, self._clause(step["section"]), reason=step["reason"])

    def _scrub(self, actor: User, step: Step) -> None:
        clause = self._clause(step["clause"])
        text = replaced(clause.revision.text, step["replace"])
        scrubs.scrub(actor, clause, revision_id=revision_of(clause), text=text, reason=step["reason"])

    def _confirmation(self, actor: User, step: Step) -> None:
        draft, note = self._draft(step["draft"]), _letter([step["reference"], "", *step["note"]])
        confirmations.record(actor, draft, party=step["party"], reference=step["reference"], note=note)

    def _endorse(self, actor: User, step: Step) -> None:
        where = {name: step[name] for name in ("body", "meeting", "place")}
        adopting.endorse(actor, self.plan, date=self._day(step["date"]), **where)

    def _adopt_plan(self, actor: User, step: Step) -> None:
        where = {name: step[name] for name in ("body", "meeting", "place")}
        adopting.adopt(actor, self.plan, date=self._day(step["date"]), **where)

    def _publish(self, actor: User, step: Step) -> None:
        drafts.request_document(actor, self._draft(step["draft"]), view="publication")


def _letter(lines: list[str]) -> bytes:
    """A PDF of one page with these lines in plain ASCII, as a note verbale would be scanned."""
    pdf, out = pikepdf.new(), io.BytesIO()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name("/Times-Roman"))
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    shown = " ".join(f"({line}) '" for line in lines)
    page.Contents = pdf.make_stream(f"BT /F1 11 Tf 16 TL 72 770 Td {shown} ET".encode("ascii"))
    pdf.save(out, static_id=True)
    return out.getvalue()
