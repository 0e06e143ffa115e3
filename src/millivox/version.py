"""The version of this package, and of the rule book it follows."""

__version__ = "0.1.0"
RULE_BOOK = "1"
