"""A Bot API double on loopback for every test here."""

from double import api, no_proxy

__all__ = ["api", "no_proxy"]
