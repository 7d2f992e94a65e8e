"""Markets with known truth, of our own making: other noise, prices, words and habits than the public ones.

Persons are synthetic: area codes 99…, phones of unassigned prefixes. Nothing here is read by the program.
"""

from bench.markets.files import write
from bench.markets.profiles import PROFILES
from bench.markets.trade import Market

__all__ = ["PROFILES", "Market", "write"]
