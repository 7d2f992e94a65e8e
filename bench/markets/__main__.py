"""usage: python -m bench.markets OUT [--profile NAME] [--seeds 1-20]

Writes OUT/PROFILE-SEED/ (an intake) and OUT/PROFILE-SEED.truth.json in the form that score_markets.py reads.
"""

import argparse
from pathlib import Path

from bench.markets import PROFILES, Market, write

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("out", type=Path)
parser.add_argument("--profile", action="append", choices=sorted(PROFILES))
parser.add_argument("--seeds", default="1-3")
given = parser.parse_args()
low, _, high = given.seeds.partition("-")
for profile in given.profile or sorted(PROFILES):
    for seed in range(int(low), int(high or low) + 1):
        write(Market(profile, seed), given.out)
