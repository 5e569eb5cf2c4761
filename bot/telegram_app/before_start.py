"""What is wrong in the settings of the Telegram bot, told before anything is loaded."""

from collections.abc import Iterator, Mapping
from dataclasses import fields

from bot.settings import Settings

ACCESS = ("ALLOWED_TELEGRAM_USER_IDS", "ALLOWED_TELEGRAM_CHAT_IDS")
"""While one of these is not set, more people may ask than its owner may think."""

_TELEGRAMS_OWN_API = {each.name: each.default for each in fields(Settings)}["telegram_api_base_url"]


def refusals(settings: Settings, misspelt: Mapping[str, str]) -> Iterator[str]:
    """Each reason not to start; `misspelt` is what `misspelt_names` gives.

    An access rule by another name would leave the bot open, and Telegram takes no webhook without
    TLS.
    """
    for name, nearest in misspelt.items():
        if nearest in ACCESS and getattr(settings, nearest.lower()) is None:
            yield f"{name} is no setting, so anyone may ask. Write {nearest}, or remove it."
    address = settings.webhook_url or ""
    if address.startswith("http:") and settings.telegram_api_base_url == _TELEGRAMS_OWN_API:
        yield (
            f"WEBHOOK_URL must begin with https, not {address!r}: Telegram sends updates nowhere "
            "else. Name the https address of the proxy in front of the bot."
        )


def notes(settings: Settings, misspelt: Mapping[str, str]) -> Iterator[str]:
    """A line for each other misspelt name."""
    for name, nearest in misspelt.items():
        if nearest not in ACCESS or getattr(settings, nearest.lower()) is not None:
            yield f"{name} is no setting and changes nothing; the nearest is {nearest}."
