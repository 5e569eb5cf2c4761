"""What can go wrong outside retrieval; see `retrieval.errors` for the tree it belongs to."""

from retrieval.errors import FootnoteError


class SettingsError(FootnoteError):
    """A setting is missing or makes no sense; the message names it and never shows a secret."""
