"""What the container and the service are made of exists, and they run the bot with its settings."""

import re
import shlex
import tomllib
from pathlib import Path

from bot.settings import KINDS

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COMPOSE = (ROOT / "compose.yaml").read_text("utf-8")
SERVICE = (ROOT / "deploy" / "footnote.service").read_text("utf-8")


def copied() -> set[str]:
    """What the Dockerfile takes from the folder that it is built in."""
    lines = re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.M)
    return {source for line in lines for source in shlex.split(line)[:-1]}


def test_everything_that_is_copied_exists_and_is_let_in() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8")
    assert {name for name in copied() if not (ROOT / name).exists()} == set()
    assert {f"!{name}" for name in copied()} == set(re.findall(r"^!.+$", ignored, re.M))


def test_the_image_holds_every_package_of_the_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert set(wheel["packages"]) <= copied()


def test_only_settings_that_exist_are_set() -> None:
    named = set(re.findall(r"\b(?:FOOTNOTE|TELEGRAM)_[A-Z_]+\b", DOCKERFILE + COMPOSE + SERVICE))
    assert named == {"FOOTNOTE_ARTICLES", "TELEGRAM_BOT_TOKEN"}
    assert named <= set(KINDS)


def test_no_user_is_root() -> None:
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.M) == ["footnote"]
    assert "DynamicUser=yes" in SERVICE


def test_a_wrong_set_up_is_not_tried_again_and_again() -> None:
    """`footnote` ends with 2 then."""
    assert re.findall(r"^RestartPreventExitStatus=(.+)$", SERVICE, re.M) == ["2"]


def test_a_bot_that_stands_still_is_started_again() -> None:
    """`Type=notify` has systemd listen to what `bot/telegram_app/supervisor.py` tells it."""
    named = dict(re.findall(r"^(Type|WatchdogSec|Restart)=(.+)$", SERVICE, re.M))
    assert named == {"Type": "notify", "WatchdogSec": "60", "Restart": "on-failure"}
    assert re.findall(r"^ +restart: (.+)$", COMPOSE, re.M) == ["unless-stopped"]


def test_where_articles_are_to_be_added_is_a_folder_that_the_service_owns() -> None:
    """With a user of its own at each start, it can write nowhere else."""
    named = re.findall(r"FOOTNOTE_ARTICLES=/var/lib/(\S+) into footnote.env", SERVICE)
    (owned,) = re.findall(r"^StateDirectory=(.+)$", SERVICE, re.M)
    assert named == ["footnote/articles"]
    assert set(named) <= set(owned.split())
