"""hopback: traces resale chains of stolen personal data back to their source."""

__version__ = "0.1.0"
