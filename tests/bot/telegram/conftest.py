"""For every test here: a Bot API double on loopback, and a folder of articles to be changed."""

from administering import folder
from double import api, no_proxy

__all__ = ["api", "folder", "no_proxy"]
