"""What the library holds: the list, sorted, searched and narrowed, and how many documents there are of each time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from index.library import Library, Summary
from ui.markup import attribute, escaped, isolated
from ui.wording import count, long_date

LISTED = 200
"""So many documents are listed at a time: a collection may hold many thousands."""
MOST_BARS = 36
NOTHING = "No document has that in its title, id, publisher or path."

SORTS: dict[str, tuple[Callable[[Summary], tuple[object, ...]], bool]] = {
    # name: what is compared, and whether the greatest comes first
    "Newest first": (lambda one: (one.published is not None, str(one.published), one.title), True),
    "Oldest first": (lambda one: (one.published is None, str(one.published), one.title), False),
    "Last added first": (lambda one: (one.added,), True),
    "Title": (lambda one: (one.title.lower(),), False),
    "Publisher": (lambda one: (one.publisher.lower(), one.title.lower()), False),
    "Longest first": (lambda one: (one.passages,), True),
    "With warnings first": (lambda one: (bool(one.warnings), str(one.published)), True),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents the list shows, and in which order."""

    query: str = ""
    sort: str = "Newest first"
    publisher: str = ""
    kind: str = ""
    year: str = ""

    def of(self, library: Library) -> list[Summary]:
        """Return the documents, in order."""
        found = [one for one in library.summaries(self.query.strip()) if self._includes(one)]
        key, is_reversed = SORTS.get(self.sort, SORTS["Newest first"])
        return sorted(found, key=key, reverse=is_reversed)

    def _includes(self, one: Summary) -> bool:
        return (
            (not self.publisher or one.publisher == self.publisher)
            and (not self.kind or one.kind == self.kind)
            and (not self.year or _year(one) == self.year)
        )


def _year(one: Summary) -> str:
    return str(one.published.year) if one.published else "undated"


Choices = list[tuple[str, str]]


def facets(library: Library) -> tuple[Choices, Choices, Choices]:
    """Return the publishers, kinds and years with their counts, each after a choice of all."""
    rows = library.rows("SELECT publisher, kind, substr(published, 1, 4) AS year FROM documents")
    publishers = Counter(row["publisher"] for row in rows)
    kinds = Counter(row["kind"] for row in rows)
    years = Counter(row["year"] or "undated" for row in rows)
    return (
        _choices("All publishers", publishers.most_common()),
        _choices("All kinds", kinds.most_common()),
        _choices("All years", sorted(years.items(), reverse=True)),
    )


def _choices(every: str, counts: Iterable[tuple[str, int]]) -> Choices:
    return [(every, ""), *((f"{name} ({number:,})", name) for name, number in counts if name)]


def document_list(documents: Sequence[Summary], is_library_empty: bool, read_only: bool) -> str:
    """Return the documents as a list, each with what can be done with it."""
    if not documents:
        return f'<p class="notice">{"The library is empty." if is_library_empty else NOTHING}</p>'
    rows = "".join(_row(one, read_only) for one in documents[:LISTED])
    more = len(documents) - LISTED
    rest = f'<p class="notice">… and {more:,} more: search to narrow the list.</p>' if more > 0 else ""
    return f'<p class="notice">{count(len(documents), "document")}</p><ul class="documents">{rows}</ul>{rest}'


def _row(one: Summary, read_only: bool) -> str:
    parts = (one.publisher, one.kind, long_date(one.published), count(one.passages, "passage"))
    where = " · ".join(isolated(part) for part in parts if part)
    warnings = "".join(f'<span class="warning">{isolated(warning)}</span>' for warning in one.warnings)
    return (
        f'<li data-id="{attribute(one.id)}"><span class="title">{isolated(one.title)}</span>'
        f'<span class="where">{where}{warnings}</span>{"" if read_only else _actions(one)}</li>'
    )


def _actions(one: Summary) -> str:
    name = attribute(f"Remove {one.title}")
    return f'<span class="actions"><button type="button" class="remove" aria-label="{name}">Remove</button></span>'


def plots(documents: Sequence[Summary]) -> str:
    """Return two charts: the documents over time, and by publisher."""
    if not documents:
        return ""
    months = Counter(one.published.strftime("%Y-%m") for one in documents if one.published)
    by_time = months if len(months) <= MOST_BARS else Counter(_year(one) for one in documents if one.published)
    publishers = Counter(one.publisher or "not stated" for one in documents)
    return (
        '<div class="plots">'
        f"{_columns('Documents over time', sorted(by_time.items())[-MOST_BARS:])}"
        f"{_rows('Documents by publisher', publishers.most_common(8))}</div>"
    )


def _columns(title: str, counts: Sequence[tuple[str, int]]) -> str:
    if not counts:
        return ""
    most = max(number for _, number in counts)
    step = 100 / len(counts)
    bars = "".join(
        f'<rect x="{at * step + 0.1 * step:.2f}" y="{60 - 56 * number / most:.2f}" width="{0.8 * step:.2f}" '
        f'height="{56 * number / most:.2f}"><title>{escaped(name)}: {number:,}</title></rect>'
        for at, (name, number) in enumerate(counts)
    )
    told = attribute("; ".join(f"{name}: {number:,}" for name, number in counts))
    return (
        f'<figure><figcaption>{title}</figcaption><svg viewBox="0 0 100 60" preserveAspectRatio="none" role="img" '
        f'aria-label="{title}: {told}">{bars}</svg><p class="axis"><span>{escaped(counts[0][0])}</span>'
        f"<span>most: {most:,}</span><span>{escaped(counts[-1][0])}</span></p></figure>"
    )


def _rows(title: str, counts: Sequence[tuple[str, int]]) -> str:
    most = max(number for _, number in counts)
    rows = "".join(
        f'<tr><th scope="row">{isolated(name)}</th><td><svg viewBox="0 0 100 8" preserveAspectRatio="none" '
        f'aria-hidden="true"><rect x="0" y="0" width="{100 * number / most:.2f}" height="8"/></svg></td>'
        f'<td class="number">{number:,}</td></tr>'
        for name, number in counts
    )
    return f"<figure><figcaption>{title}</figcaption><table>{rows}</table></figure>"
