"""Every settlement of the script finds its place when the engine lays the amendments over the clause."""

from demo_script import Play, Step, party

from poa.text import Common, Locus, merge, overlay, rest, settle


class Desk(Play):
    """The script with every text kept whole: what is tabled to all is laid over its clause, and settled there."""

    def __init__(self) -> None:
        super().__init__()
        self.wanted: dict[str, str] = {}
        self.circle: dict[str, str] = {}
        self.flagged: set[str] = set()

    def on_amend(self, step: Step) -> None:
        super().on_amend(step)
        text = self.texts[self.draft.find(step["clause"])]
        for old, new in step.get("replace", []):
            text = text.replace(old, new)
        self.wanted[step["as"]] = text
        self.flagged.discard(step["as"])

    def on_table(self, step: Step) -> None:
        super().on_table(step)
        self.circle[step["amendment"]] = step["circle"]

    def on_merge(self, step: Step) -> None:
        clause = self.draft.find(step["clause"])
        base = self.texts[clause]
        open_here = [
            key
            for key, made in self.made.items()
            if made.get("clause") == step["clause"] and made["kind"] == "modify" and key not in self.gone
        ]
        laid = [key for key in open_here if self.circle.get(key) == "all"]
        parts = overlay(base, {key: self.wanted[key] for key in laid})
        chosen = self.choices(parts, step)
        super().on_merge(step)
        assert settle(parts, chosen) == self.texts[clause]
        for key in open_here:
            if key in laid:
                self.wanted[key] = rest(parts, key, chosen)
            else:
                self.carry(key, base, self.texts[clause])

    def choices(self, parts: tuple[Common | Locus, ...], step: Step) -> dict[int, str]:
        loci = [part for part in parts if isinstance(part, Locus)]
        chosen: dict[int, str] = {}
        for place in step["settle"]:
            found = [
                (index, variant.text)
                for index, locus in enumerate(loci)
                for variant in locus.variants
                if (place["near"] in locus.base if place["near"] else not locus.base)
                and place["party"] in {party(self.made[key]) for key in variant.keys}
            ]
            assert len(found) == 1, f"{place} is at {len(found)} places of {loci}"
            index, text = found[0]
            words = {"base": loci[index].base, "variant": text, "text": place.get("text", "")}
            chosen[index] = words[place["take"]]
        return chosen

    def carry(self, key: str, base: str, new: str) -> None:
        merged = merge(base, self.wanted[key], new).text
        if merged is None:
            self.flagged.add(key)
        else:
            self.wanted[key] = merged


def test_each_place_is_found_once_and_gives_the_scripted_text() -> None:
    desk = Desk()
    desk.run()
    assert desk.flagged == {"my-will-facilitate"}


def test_what_is_left_open_still_changes_the_text() -> None:
    desk = Desk()
    desk.run()
    for key, text in desk.wanted.items():
        if key not in desk.gone | desk.flagged and desk.made[key]["kind"] == "modify":
            assert text != desk.texts[desk.draft.find(desk.made[key]["clause"])], key
