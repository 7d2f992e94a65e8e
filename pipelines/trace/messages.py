"""Messages: which list a message is about. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.trace.facts import Chat, Facts, ListVersion, days
from pipelines.trace.model import SALES, Sales


@dataclass(frozen=True)
class Delivery:
    """A message that is about a list, or carries one. ``list_number``: the list found with the receiver that fits, else None.

    ``fit``: log-likelihood ratio that it is about that list; ``why``: what fits.
    """

    chat: Chat
    list_number: int | None
    fit: float
    why: tuple[str, ...]

    @property
    def count(self) -> int | None:
        return self.chat.counts[0] if self.chat.counts else None


def about_lists(chat: Chat) -> bool:
    """A message that names a count or carries a file."""
    return bool(chat.counts or chat.file_name or chat.file_sha256)


def fit(chat: Chat, version: ListVersion, namesakes: int = 1, params: Sales = SALES) -> tuple[float, tuple[str, ...]]:
    """How well a message fits a list, and what fits. ``namesakes``: lists of the case with the same file name."""
    score, why = 0.0, []
    if chat.file_sha256 and chat.file_sha256.lower() == version.sha256:
        score += params.sha256
        why.append("same hash")
    elif chat.file_sha256 and version.sha256:
        score -= params.count
    if chat.file_name and chat.file_name == version.name:
        score += params.name / max(1, namesakes) ** 0.5
        why.append("same file name")
    if chat.file_size and version.size and chat.file_size == version.size:
        score += params.size
        why.append("same size")
    elif chat.file_size and version.size and 200 * abs(chat.file_size - version.size) <= version.size:
        score += params.size / 2  # chat programs show 1.20MB
        why.append("nearly the same size")
    wanted = {version.rows, version.claimed} - {None, 0}
    if chat.counts and wanted:
        if wanted & set(chat.counts):
            score += params.count
            why.append("same count")
        elif any(abs(c - w) <= 0.02 * w for c in chat.counts for w in wanted if w is not None):
            score += params.count_near
            why.append("nearly the same count")
        else:
            score += params.count_wrong
    late = days(version.obtained_at, chat.time)
    if late is not None and late > 1:
        score += params.after
    return score, tuple(why)


def deliveries(facts: Facts, params: Sales = SALES) -> list[Delivery]:
    """Each message about a list with the receiver's list that it fits best, one list a message, best fits first taken."""
    names: dict[str, int] = {}
    for version in facts.lists:
        names[version.name] = names.get(version.name, 0) + 1
    chats = [c for c in facts.chats if about_lists(c)]
    scored = []
    for i, chat in enumerate(chats):
        for version in facts.lists:
            if version.holder == chat.receiver and version.kind != "reference":
                score, why = fit(chat, version, names[version.name], params)
                if score > 0:
                    scored.append((-score, i, version.number, why))
    taken: dict[int, Delivery] = {}
    used: set[int] = set()
    for score, i, number, why in sorted(scored):
        if i not in taken and number not in used:
            taken[i] = Delivery(chats[i], number, min(-score, params.most_chat), why)
            used.add(number)
    return [taken.get(i, Delivery(chat, None, 0.0, ())) for i, chat in enumerate(chats)]


def of_list(found: Iterable[Delivery]) -> dict[int, Delivery]:
    """By list: the message about it."""
    return {d.list_number: d for d in found if d.list_number is not None}
