"""A secret is seen only by who asks for it."""

from dataclasses import dataclass

from bot.secret import Secret


@dataclass
class Holder:
    key: Secret


def test_a_secret_prints_as_stars_and_can_be_had() -> None:
    secret = Secret("42:secret")
    assert [str(secret), repr(secret), f"{secret}", repr(Holder(secret))] == [
        "**********",
        "**********",
        "**********",
        "Holder(key=**********)",
    ]
    assert secret.reveal() == "42:secret"
    assert secret == Secret("42:secret") != Secret("43:secret")
