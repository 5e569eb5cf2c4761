"""Every setting in one place: read once, from the environment or a file `.env`."""

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError

SEEDS = Path(__file__).parent.parent / "seeds"


class Settings(BaseSettings):
    """What an owner may set; names are upper case in the environment."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    footnote_articles: Path = Field(
        default=SEEDS, description="The folder of articles; the two that come along if not set."
    )
    footnote_reader: str | None = Field(
        default=None,
        description="A folder or hub name of another reader; needs the extra torch.",
    )
    footnote_calibration: Path = Field(
        default_factory=lambda: Path.home() / ".footnote" / "calibration.json",
        description="Where `footnote calibrate` keeps the threshold fitted on your questions.",
    )
    footnote_time_budget: float | None = Field(
        default=None,
        gt=0,
        description="Seconds after which no further passage is read for a question.",
    )
    telegram_bot_token: SecretStr | None = Field(
        default=None, description="What @BotFather gave; only `footnote telegram` needs it."
    )
    telegram_api_base_url: str = Field(
        default="https://api.telegram.org/bot",
        description="Where the Bot API answers, ending in /bot; the token is put behind it.",
    )

    @field_validator("telegram_api_base_url")
    @classmethod
    def _ends_in_bot(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")) or not url.endswith("/bot"):
            raise ValueError("must be an http or https address that ends in /bot")
        return url


def load_settings() -> Settings:
    """The settings of this run. Raises `SettingsError`, one line, without any secret in it."""
    try:
        return Settings()
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        name = str(problem["loc"][0]).upper()
        raise SettingsError(
            f"{name}: {problem['msg']}. Mend it in the environment or .env."
        ) from None
