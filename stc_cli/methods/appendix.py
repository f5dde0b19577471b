"""The appendix as text: a methods paragraph, the COREQ items, and what is open beside them.

COREQ: Tong, Sainsbury & Craig, Int J Qual Health Care 19 (2007) 349–357, items in our own words.
What the data do not tell is open; a person's own words under `methods:` always win.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from stc_cli.config import Config, in_language
from stc_cli.findings import Findings
from stc_cli.languages.wording import wording
from stc_cli.methods.facts import Facts
from stc_cli.table_config import Text

Origin = Literal["own", "data", "part", "open"]
DOMAINS = (range(1, 9), range(9, 24), range(24, 33))
POWER = ("aim", "specificity", "theory", "dialogue", "analysis")
BESIDE = ("ethics", "consent", "data_availability")
NOUNS = ("transcripts", "participants", "units", "codes", "groups", "subgroups", "readers",
         "themes", "coders", "quotations")  # fmt: skip


class Item(NamedTuple):
    """One thing a reader wants to know. `source`: the file that tells it, or empty."""

    number: str
    name: str
    origin: Origin
    text: str
    source: str = ""


class Appendix(NamedTuple):
    """The whole appendix. `domains`: heading and items of each part; `words`: for its headings."""

    title: str
    language: str
    draft: str
    paragraph: str
    domains: tuple[tuple[str, tuple[Item, ...]], ...]
    words: Mapping[str, str]


def appendix(facts: Facts, findings: Findings) -> Appendix:
    """The appendix in the study's output language."""
    config = findings.config
    language = config.language_out
    words = wording("stc_cli.methods", language)
    say = _Sayings(facts, config, words)
    domains = [
        (words[f"domain_{n}"], tuple(say.item(number) for number in numbers))
        for n, numbers in enumerate(DOMAINS, start=1)
    ]
    domains.append((words["beside"], tuple(say.beside(name) for name in BESIDE)))
    title = in_language(config.title, language, config.language)
    return Appendix(
        f"{words['title']}: {title}" if title else words["title"], language,
        "" if config.status == "final" else config.labels_in(language)["draft"],
        " ".join(say.paragraph()), tuple(domains), words,
    )  # fmt: skip


class _Sayings:
    """What can be said of a study, sentence by sentence."""

    def __init__(self, facts: Facts, config: Config, words: Mapping[str, str]) -> None:
        self.facts = facts
        self.config = config
        self.words = words
        numbers = facts.numbers
        self.values: dict[str, object] = {name: _spaced(n) for name, n in numbers.items()}
        for noun in NOUNS:
            form = words[f"{noun}_{'one' if numbers[noun] == 1 else 'many'}"]
            self.values[f"n_{noun}"] = form.format(n=_spaced(numbers[noun]))
        self.values |= {"stc": facts.versions.get("stc", ""), "steps": words["steps"]}
        if facts.minutes:
            self.values |= {"total": sum(facts.minutes), "least": min(facts.minutes),
                            "longest": max(facts.minutes)}  # fmt: skip

    def __call__(self, name: str) -> str:
        return self.words[name].format_map(self.values)

    # -- the items -------------------------------------------------------------------------------

    def item(self, number: int) -> Item:
        name = self.words[f"item_{number}"]
        own = self.config.methods.items.get(str(number))
        if own:
            return Item(str(number), name, "own", self.own(own))
        origin, text, source = self.answer(number)
        return Item(str(number), name, origin, text or self.words["open"], source)

    def own(self, text: Text) -> str:
        return in_language(text, self.config.language_out, self.config.language)

    def beside(self, name: str) -> Item:
        own = getattr(self.config.methods, name)
        text = self.own(own) if own else self.words["open"]
        return Item("", self.words[name], "own" if own else "open", text)

    def answer(self, number: int) -> tuple[Origin, str, str]:
        """What the data tell of an item: how much, the text, the file."""
        n = self.facts.numbers
        nothing: tuple[Origin, str, str] = ("open", "", "")
        match number:
            case 1 | 5 if self.config.team:
                return "part", self.team(), "team:"
            case 9:
                return "data", self("orientation"), ""
            case 12:
                return "data", self("sample_size"), "1_ingest/speakers.csv"
            case 14:
                meetings = self.config.meetings.values()
                modes = dict.fromkeys(self.own(m.mode) for m in meetings if m.mode)
                return ("part", "; ".join(modes), "meetings:") if modes else nothing
            case 16 if self.facts.sample:
                return "data", "; ".join(self.facts.sample) + ".", "participants:"
            case 21 if self.facts.minutes:
                return self.duration()
            case 22:
                return "part", self.power(), ""
            case 24 if n["coders"]:
                return "data", self("coders_said"), "decisions/coding/"
            case 25:
                return "data", self.tree(), "codebook:"
            case 26 if n["themes_settled"]:
                return "data", self("derivation"), "decisions/themes/"
            case 27:
                return "data", self.software(), "3_code/assignments.csv, manifest.json"
            case 29 if n["quotations"]:
                attribution = self.words[f"attribution_{self.config.attribution}"]
                return "data", f"{self('quoted')} {attribution}", "5_synthesize/quotes.csv"
            case 30:
                return "part", f"{self('consistent')} {self.reread()}", "decisions/validation.csv"
            case 31:
                return "data", self("major"), "6_tables/"
            case 32:
                return "part", self("diverse"), "4_condense/, 5_synthesize/counter_evidence.csv"
        return nothing

    def team(self) -> str:
        members = []
        for member in self.config.team:
            about = "; ".join(filter(None, (member.role, member.background)))
            members.append(f"{member.who} ({about})" if about else member.who)
        return ", ".join(members) + "."

    def duration(self) -> tuple[Origin, str, str]:
        known, all_ = len(self.facts.minutes), self.facts.numbers["transcripts"]
        text = self("duration")
        if known < all_:
            self.values["known"] = known
            return "part", f"{text} {self('duration_part')}", "1_ingest/turns.csv, meetings:"
        return "data", text, "1_ingest/turns.csv, meetings:"

    def power(self) -> str:
        """Information power in its five dimensions: a person's words, or that they are open."""
        told = []
        for name in POWER:
            own = getattr(self.config.methods.information_power, name)
            text = self.own(own) if own else self.words["open_short"]
            told.append(f"{self.words[f'power_{name}']}: {text}")
        return f"{self('power')} {'; '.join(told)}."

    def tree(self) -> str:
        groups = []
        for heading, subgroups in self.facts.tree:
            below = "; ".join(f"{name} ({count})" for name, count in subgroups)
            groups.append(f"{heading}: {below}" if below else heading)
        return f"{self('tree')} {' · '.join(groups)}."

    def software(self) -> str:
        libraries = ", ".join(f"{name} {version}" for name, version in
                              sorted(self.facts.versions.items()) if name != "stc")  # fmt: skip
        self.values["libraries"] = libraries
        return f"{self('software')} {self('rules_and_people')} {self('texts')}"

    def reread(self) -> str:
        """Validated only when every transcript was read again for every category."""
        return self("validated" if self.facts.validated else "not_validated")

    # -- the paragraph ---------------------------------------------------------------------------

    def paragraph(self) -> Iterator[str]:
        n = self.facts.numbers
        yield self("p_material")
        yield self("p_method")
        if n["themes_settled"]:
            yield self("p_themes")
        yield self("p_codes")
        if n["coders"]:
            yield self("p_coders")
        yield self("p_condensed" if n["condensates_own"] else "p_condensed_draft")
        yield self("p_lifted" if n["categories_own"] else "p_lifted_draft")
        if self.facts.validated:
            yield self("validated")
        yield self("p_software")


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f") if number >= 10_000 else str(number)
