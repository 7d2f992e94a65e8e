"""Kinds of markets, each hard in its own way."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """What a kind of market is like; shares and rates between 0 and 1.

    back: sales up the chain with a column more. copies: the file sold found with the seller too. accounts: most of one person.
    silent: no records of dealings. revisions: no slips, persons come, go and change. text: witnesses of a text, places for persons.
    clear: messages name the count and mostly the file; memos of private payments say so. talk: calls, and messages about nothing,
    that a sale brings with it, and as many between others. barter: exchanges of list against list, per actor. prepaid: sales paid
    for weeks before. refunds: payments that go back, whole or in part. added: buyers who put persons of their own beside those bought,
    between a fifth and the same number.
    """

    actors: tuple[int, int] = (8, 18)
    persons: tuple[int, int] = (300, 1500)
    seized: float = 0.85
    paid: float = 0.8
    chats: float = 0.6
    background: float = 3.0
    errors: tuple[float, float] = (0.0005, 0.006)
    merges: float = 0.08
    back: float = 0.0
    copies: float = 0.0
    accounts: int = 1
    resale: float = 0.4
    decoys: int = 1
    ids: bool = True
    masks: float = 0.0
    price_spread: float = 0.35
    sizes: tuple[float, float] = (0.35, 1.0)
    clean: float = 0.1
    reformat: float = 0.1
    revisions: bool = False
    silent: bool = False
    clear: bool = False
    text: bool = False
    talk: float = 0.0
    barter: float = 0.0
    prepaid: float = 0.0
    refunds: float = 0.0
    added: float = 0.0


PROFILES = {
    "plain": Profile(),
    "unseen": Profile(actors=(12, 24), seized=0.33),
    "half": Profile(seized=0.55, paid=0.65, chats=0.4),
    "poor": Profile(seized=0.75, paid=0.55, chats=0.2, ids=False, masks=0.3, merges=0.15),
    "silent": Profile(seized=1.0, paid=0.0, chats=0.0, silent=True),
    "back": Profile(back=0.5, seized=0.8, merges=0.15),
    "copies": Profile(copies=0.5, seized=0.8),
    "accounts": Profile(accounts=3, seized=0.7),
    "tiny": Profile(persons=(50, 90), sizes=(0.6, 1.0)),
    "prices": Profile(price_spread=1.1, seized=0.6),
    "merges": Profile(merges=0.4, decoys=2),
    "added": Profile(added=0.5),
    "dirty": Profile(errors=(0.004, 0.02), clean=0.4, reformat=0.5),
    "near": Profile(errors=(0.0, 0.0004), sizes=(0.7, 1.0)),
    "revisions": Profile(revisions=True, seized=0.9, decoys=0, merges=0.0),
    "revisions-clear": Profile(revisions=True, seized=1.0, decoys=0, merges=0.0, clear=True, paid=0.7),
    "unseen-clear": Profile(actors=(12, 24), seized=0.33, clear=True),
    "back-clear": Profile(back=0.5, seized=0.8, merges=0.15, clear=True),
    "copies-clear": Profile(copies=0.5, seized=0.8, clear=True),
    "accounts-clear": Profile(accounts=3, seized=0.5, clear=True),
    "calls": Profile(seized=0.6, paid=0.35, chats=0.15, talk=4.0),
    "barter": Profile(barter=0.3, seized=0.8),
    "prepaid": Profile(prepaid=0.8, seized=0.7),
    "refunds": Profile(refunds=0.5, seized=0.7),
    "text": Profile(text=True, seized=1.0, paid=0.0, chats=0.0, silent=True, decoys=0, actors=(10, 16), persons=(300, 1100)),
}
