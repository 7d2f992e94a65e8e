"""Parameters of the model of sales, in one place. Log-likelihood ratios in nats; what the case can teach is learned from it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sales:
    """Chats: what a message about a list is worth when hash, name, size or count fit it, and when the count does not.
    most_chat, most_money: caps; one channel alone never settles everything (accounts are lent, messages are misread).
    price_mean, price_sd: price of a record in ln yuan before the case teaches (domain.md: 0.025 to 5.7 yuan seen).
    price_floor: least standard deviation. price_weight: how many payments the prior counts for.
    rate: prior of the background payments of one actor to another, and how many pairs it counts for.
    near_days: scale of the time between message and payment. far: prior of the share of payments of which that time says nothing
    (prepaid, on credit), and how many payments it counts for.
    returned: nats against a sale where the payee had paid as much before. swap: prior of the share of
    sales paid with a list, of those between two who sold to each other, and how many it counts for. span_days: least length of a case.
    contact_times: how many times as often as others partners are in touch, with prior probabilities. contact_shape: least and
    greatest shape of the gamma. most_contact: cap of a channel, since friends are in touch too.
    settles_another: nats against a payment that a message about another list explains better.
    again: prior of the acquisitions that a buyer makes beyond his first, and how many buyers it counts for.
    own: prior that a holder made the list from another of his own. lost: prior that a seized buyer's list was not found.
    nobody: prior of the share of actors whom no record names, and how many actors it counts for.
    sources: prior of the sources of a case beyond its first. origin: prior that a list without kin above is a source's.
    bought_back: chance of buying the very file that one sold, against having kept it. elsewhere: odds that a file found with several
    was made by none of them, who all bought it. backwards: cost of selling before having.
    content_pull: what the content of a list that an unseen actor sold says of his source. astray: share of it that is wrong.
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
    rate: tuple[float, float] = (0.1, 5.0)
    near_days: float = 3.0
    far: tuple[float, float] = (0.2, 4.0)
    returned: float = 3.0
    swap: tuple[float, float] = (0.1, 2.0)
    span_days: float = 30.0
    memo_weight: float = 2.0
    contact_times: tuple[tuple[float, float], ...] = ((1.0, 0.6), (2.0, 0.1), (4.0, 0.1), (8.0, 0.1), (16.0, 0.1))
    contact_shape: tuple[float, float] = (0.3, 20.0)
    most_contact: float = 3.0
    settles_another: float = 4.0
    again: tuple[float, float] = (0.2, 3.0)
    own: float = 0.3
    lost: float = 0.08
    nobody: tuple[float, float] = (0.25, 4.0)
    sources: float = 0.3
    origin: float = 0.85
    bought_back: float = 0.01
    elsewhere: float = 0.3
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
