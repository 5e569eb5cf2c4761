"""Everything that a user touches: command line, console, Telegram, evaluation."""

__version__ = "0.1.0"
