"""The version of this package, and of the rule book it follows."""

__version__ = "0.1.0"
RULE_BOOK = "1"

#: What a number was decided by (rule book F.1); the data dictionary ships with the package.
EDITION = f"rule book {RULE_BOOK}, millivox {__version__}"
