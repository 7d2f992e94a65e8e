"""Parameters of the model of sales, in one place. Log-likelihood ratios in nats; what the case can teach is learned from it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sales:
    """Chats: what a message about a list is worth when hash, name, size or count fit it, and when the count does not.
    most_chat, most_money: caps; one channel alone never settles everything (accounts are lent, messages are misread).
    price_mean, price_sd: price of a record in ln yuan before the case teaches (domain.md: 0.025 to 5.7 yuan seen).
    price_floor: least standard deviation. price_weight: how many payments the prior counts for.
    near_days: scale of the time between message and payment. span_days: least length of a case.
    own: prior that a holder made the list from another of his own. lost: prior that a seized buyer's list was not found.
    nobody: share of unseen sellers who appear in no record at all. origin: prior that a list without kin above is a source's.
    bought_back: chance of buying the very file that one sold, against having kept it. backwards: cost of selling before having. content_pull: what the content of a list that an unseen actor sold says of his source. astray: share of it that is wrong.
    strangers: share of persons unknown to the parent beyond which they were not invented. second: prior that they come from a
    second list that was not found, rather than parent and child both from a larger one.
    """

    sha256: float = 12.0
    name: float = 6.0
    size: float = 5.0
    count: float = 5.0
    count_near: float = 2.0
    count_wrong: float = -4.0
    after: float = -6.0
    most_chat: float = 10.0
    most_money: float = 6.0
    price_mean: float = -1.6
    price_sd: float = 1.3
    price_floor: float = 0.25
    price_weight: float = 1.0
    near_days: float = 3.0
    span_days: float = 30.0
    memo_weight: float = 2.0
    own: float = 0.3
    lost: float = 0.08
    nobody: float = 0.25
    origin: float = 0.85
    bought_back: float = 0.01
    backwards: float = -3.0
    slack_days: float = 3.0
    content_pull: float = 1.0
    astray: float = 0.03
    strangers: float = 0.06
    second: float = 0.1
    confirmed: float = 0.9


SALES = Sales()
REPORTED = 0.05
"""Hops less probable than this are not stored."""
